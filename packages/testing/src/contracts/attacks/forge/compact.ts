import { constants, createHmac, sign, type SignKeyObjectInput } from 'node:crypto'
import type { SigningKey } from '@countersign/issuer'
import type { SignParts, TestIdentityProvider } from '../../../index.js'

/** What the signature of a good token with these changes would cover: header and payload, encoded. */
export function signingInput(idp: TestIdentityProvider, parts: SignParts = {}): string {
  const token = idp.sign(parts)
  return token.slice(0, token.lastIndexOf('.'))
}

/** Header and payload with this signature behind them. */
export function compact(input: string, signature: Uint8Array = Buffer.alloc(0)): string {
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** A good token with these changes, and no signature. */
export function unsigned(idp: TestIdentityProvider, parts: SignParts): string {
  return compact(signingInput(idp, parts))
}

/** A good token with these changes, and a signature by the given secret. */
export function signedByHmac(
  idp: TestIdentityProvider,
  secret: string | Uint8Array,
  parts: SignParts = {},
  hash = 'sha256',
): string {
  const header = { alg: hash.replace('sha', 'HS'), ...(parts.header as object) }
  const input = signingInput(idp, { ...parts, header })
  return compact(input, createHmac(hash, secret).update(input).digest())
}

const SIGNATURES: Readonly<Record<string, [hash: string | null, Omit<SignKeyObjectInput, 'key'>]>> =
  {
    ES256: ['sha256', { dsaEncoding: 'ieee-p1363' }],
    RS256: ['sha256', { padding: constants.RSA_PKCS1_PADDING }],
    Ed25519: [null, {}],
  }

/** The signature of a text exactly as it stands. */
export function signatureOf(
  text: string,
  { algorithm, privateKey }: Pick<SigningKey, 'algorithm' | 'privateKey'>,
): Buffer {
  const [hash, options] = SIGNATURES[algorithm] ?? fail(`no signatures by ${algorithm} here`)
  return sign(hash, Buffer.from(text), { key: privateKey, ...options })
}

/** A token whose signature covers exactly this text, though it may be no header and payload. */
export function signText(text: string, key: SigningKey): string {
  return compact(text, signatureOf(text, key))
}

/** A key of the provider by its name. */
export function keyOf(idp: TestIdentityProvider, kid = 'es1'): SigningKey {
  return idp.keys.get(kid) ?? fail(`the provider has no key ${kid}`)
}

/** The three parts of a token. */
export function segmentsOf(token: string): readonly [header: string, payload: string, sig: string] {
  const [header = '', payload = '', signature = ''] = token.split('.', 3)
  return [header, payload, signature]
}

/** The JSON text of an object with members, as text, in front of its own or behind them. */
export function jsonText(
  object: object,
  { first = '', last = '' }: { first?: string; last?: string },
): string {
  const own = JSON.stringify(object).slice(1, -1)
  return `{${[first, own, last].filter((part) => part !== '').join(',')}}`
}

function fail(message: string): never {
  throw new TypeError(message)
}
