import { randomUUID } from 'node:crypto'
import type { ResolvedIntrospection } from '../config/resolve-introspection.js'

/** What authenticates us in one request: a header, or parameters of the form. */
export interface ClientCredentials {
  readonly headers: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, string>>
}

/** Seconds that a client assertion is good for: one request. */
const ASSERTION_LIFETIME = 60

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Makes what authenticates us to an introspection endpoint (RFC 7662 §2.1), anew for each request.
 * `audience` is what an assertion is for, `now` seconds since the epoch.
 */
export function clientAuthenticator(
  { clientId, credential }: Pick<ResolvedIntrospection, 'clientId' | 'credential'>,
  audience: string,
  now: () => number,
): () => ClientCredentials | Promise<ClientCredentials> {
  if (typeof credential === 'string') {
    const pair = `${formEncoded(clientId)}:${formEncoded(credential)}`
    const basic = Buffer.from(pair).toString('base64')
    const headers = { authorization: `Basic ${basic}` }
    return () => ({ headers, parameters: {} })
  }
  const { key, algorithm: alg, kid } = credential
  return async () => {
    // Loaded once somebody needs it: few sign what they ask, and all would wait at their start.
    const { SignJWT } = await import('jose/jwt/sign')
    const iat = Math.floor(now())
    const assertion = await new SignJWT()
      .setProtectedHeader(kid === undefined ? { alg } : { alg, kid })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setIssuedAt(iat)
      .setExpirationTime(iat + ASSERTION_LIFETIME)
      .setJti(randomUUID())
      .sign(key)
    const parameters = { client_assertion_type: ASSERTION_TYPE, client_assertion: assertion }
    return { headers: {}, parameters }
  }
}

/** RFC 6749 §2.3.1, appendix B: each half is form-encoded before Basic encodes both. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
