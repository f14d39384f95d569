import { createHash, randomBytes } from 'node:crypto'

/** A refresh token, and what is kept of it. */
export interface OpaqueToken {
  readonly token: string
  readonly grantId: string
  readonly digest: string
}

// The handle finds the grant, and stays; the secret is new each time. Together 64 characters.
const HANDLE_BYTES = 16
const SECRET_BYTES = 32

/** Makes the first refresh token of a grant. */
export function firstToken(): OpaqueToken {
  return withHandle(randomBytes(HANDLE_BYTES))
}

/** Makes the next one of the same grant. */
export function nextToken(token: string): OpaqueToken {
  return withHandle(Buffer.from(token, 'base64url').subarray(0, HANDLE_BYTES))
}

/** Reads a refresh token; `undefined` if it cannot be one of ours. */
export function readToken(token: unknown): OpaqueToken | undefined {
  if (typeof token !== 'string' || !/^[\w-]{64}$/.test(token)) return undefined
  const handle = Buffer.from(token, 'base64url').subarray(0, HANDLE_BYTES)
  return { token, grantId: grantIdOf(handle), digest: sha256(token) }
}

/** Whether a text can be the name of a grant that has a refresh token. */
export function isGrantId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{43}$/.test(value)
}

function withHandle(handle: Uint8Array): OpaqueToken {
  const token = Buffer.concat([handle, randomBytes(SECRET_BYTES)]).toString('base64url')
  return { token, grantId: grantIdOf(handle), digest: sha256(token) }
}

/**
 * One way: the name of a grant stands in access tokens, and whoever reads it there must not be able to
 * make a token with its handle, which would pass for a replay, and revoke the grant.
 */
function grantIdOf(handle: Uint8Array): string {
  return sha256(handle)
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('base64url')
}
