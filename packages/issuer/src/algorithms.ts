/** A JWS algorithm that the issuer can sign with. Asymmetric ones only (RFC 7518 §3.1, RFC 8037, RFC 9864). */
export type SigningAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'

export type KeyKind =
  | { readonly type: 'rsa' }
  | { readonly type: 'ec'; readonly namedCurve: 'P-256' | 'P-384' | 'P-521' }
  | { readonly type: 'ed25519' }

/** The kind of key that each algorithm signs with. */
export const KEY_KINDS: Readonly<Record<SigningAlgorithm, KeyKind>> = {
  RS256: { type: 'rsa' },
  RS384: { type: 'rsa' },
  RS512: { type: 'rsa' },
  PS256: { type: 'rsa' },
  PS384: { type: 'rsa' },
  PS512: { type: 'rsa' },
  ES256: { type: 'ec', namedCurve: 'P-256' },
  ES384: { type: 'ec', namedCurve: 'P-384' },
  ES512: { type: 'ec', namedCurve: 'P-521' },
  EdDSA: { type: 'ed25519' },
  Ed25519: { type: 'ed25519' },
}

export function isSigningAlgorithm(value: unknown): value is SigningAlgorithm {
  return typeof value === 'string' && Object.hasOwn(KEY_KINDS, value)
}
