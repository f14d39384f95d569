import type { TokenRequest } from '../../src/index.js'

/** A GET over TLS without credentials, with changes. */
export function tokenRequest(changes: Partial<TokenRequest> = {}): TokenRequest {
  return { method: 'GET', url: '/orders', headers: {}, secure: true, ...changes }
}

/** A GET over TLS with this value of the `Authorization` header. */
export function withAuthorization(authorization: string): TokenRequest {
  return tokenRequest({ headers: { authorization } })
}
