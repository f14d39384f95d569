/** Throws, or rejects, unless a token is good. */
export type Check = (token: string) => unknown

/** As short as it can be, for everybody who is not the one who reads this header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization?.startsWith('Bearer ') ? authorization.slice(7) : undefined
}
