import { z } from 'zod'

/** What a service needs to get tokens. */
export interface ClientCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

const answerSchema = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  refresh_token: z.string().optional(),
})

export type TokenAnswer = z.infer<typeof answerSchema>

/** The issuer has refused: what was sent is not good, or not good any more. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  /** As RFC 6749 §5.2 and RFC 8707 §2 have it: `invalid_grant`, `invalid_scope`, `invalid_target` … */
  readonly code: string

  constructor(code: string) {
    super(`The issuer refuses: ${code}`)
    this.code = code
  }
}

/** A client of the issuer's endpoints: the gateway, or a service that calls another one. */
export interface TokenClient {
  /** Ends a sign-in (RFC 6749 §4.1.3, RFC 7636 §4.5). */
  redeem(code: string, redirectUri: string, codeVerifier: string): Promise<TokenAnswer>
  refresh(refreshToken: string): Promise<TokenAnswer>
  /** Gets a token for one other service, in the name of whom the token is for (RFC 8693). */
  exchange(token: string, wanted: { audience: string; scope: string }): Promise<string>
  /** Revokes a refresh token, and with it everything that stems from the same sign-in (RFC 7009). */
  revoke(refreshToken: string): Promise<void>
}

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

/** All of these reject with {@link TokenRefused}, or with another Error where the issuer is away. */
export function createTokenClient(issuer: string, credentials: ClientCredentials): TokenClient {
  async function post(path: string, form: Record<string, string>): Promise<Response> {
    const response = await fetch(`${issuer}${path}`, {
      method: 'POST',
      headers: { authorization: basic(credentials) },
      body: new URLSearchParams(form),
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    })
    if (response.ok) return response
    if (response.status !== 400) throw new Error(`The issuer answers ${response.status}`)
    throw new TokenRefused(z.object({ error: z.string() }).parse(await response.json()).error)
  }

  async function token(grantType: string, form: Record<string, string>): Promise<TokenAnswer> {
    const response = await post('/token', { grant_type: grantType, ...form })
    return answerSchema.parse(await response.json())
  }

  return {
    redeem: (code, redirectUri, codeVerifier) =>
      token('authorization_code', {
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
      }),
    refresh: (refreshToken) => token('refresh_token', { refresh_token: refreshToken }),
    async exchange(subjectToken, wanted) {
      const answer = await token(EXCHANGE, {
        subject_token: subjectToken,
        subject_token_type: ACCESS_TOKEN,
        ...wanted,
      })
      return answer.access_token
    },
    async revoke(refreshToken) {
      await post('/revoke', { token: refreshToken, token_type_hint: 'refresh_token' })
    },
  }
}

/** `client_secret_basic` (RFC 6749 §2.3.1). Identifiers and secrets of ours need no encoding. */
export function basic({ clientId, clientSecret }: ClientCredentials): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
}
