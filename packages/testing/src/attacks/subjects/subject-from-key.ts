import { createPrivateKey, createPublicKey, type JsonWebKey, KeyObject } from 'node:crypto'
import type { SigningAlgorithm, SigningKey } from '@countersign/issuer'
import { merge, testClaims, type Overrides } from '../../test-tokens.js'
import type { AttackSubject } from '../token-attack.js'
import { createSubject } from './create-subject.js'
import { systemTime } from './subject-from-token.js'

/** The signing key of a test issuer, and what its good tokens look like. */
export interface KeySubjectOptions {
  /** A key object, a PEM (PKCS#8, PKCS#1 or SEC1), or a private JWK. */
  readonly privateKey: KeyObject | string | Readonly<Record<string, unknown>>
  readonly issuer: string
  readonly audience: string
  /** Default: the `alg` of the JWK, or what the kind of the key suggests: RS256, ES256, ES384, ES512 or EdDSA. */
  readonly algorithm?: SigningAlgorithm
  /** Default: the `kid` of the JWK; without one, tokens name no key. */
  readonly kid?: string
  /** The `typ` of good tokens, default `at+jwt`; `null`: they have none. */
  readonly typ?: string | null
  /** More members of each header, such as `x5t`; `undefined` takes one away. */
  readonly header?: Overrides
  /** Changes to the claims of good tokens, such as `tenant` or `scope`; `undefined` takes one away. */
  readonly claims?: Overrides
  /** The set that the server takes its keys from. Default: the public half of the key. */
  readonly jwks?: { readonly keys: readonly unknown[] }
  /** Seconds since 1970. Default: the clock of this process. */
  readonly now?: () => number
  readonly collectorUrl?: string
}

/**
 * A server that trusts a test issuer whose signing key is known.
 *
 * @throws TypeError if the key is no private key that tokens can be signed with. The message says nothing of the key.
 */
export function subjectFromKey(options: KeySubjectOptions): AttackSubject {
  const { issuer, audience, now = systemTime, typ = 'at+jwt', collectorUrl } = options
  const key = signingKey(options)
  const good = { typ: typ ?? undefined, kid: key.kid || undefined, ...options.header }
  return createSubject({
    issuer,
    audience,
    now,
    jwks: options.jwks ?? { keys: [key.publicJwk] },
    keys: new Map([[key.kid, key]]),
    claims: (overrides = {}) =>
      merge(testClaims({ issuer, audience, now: now() * 1000 }, options.claims), overrides),
    header: (by = key) => merge(good, { alg: by.algorithm, kid: by === key ? good.kid : by.kid }),
    collectorUrl,
  })
}

function signingKey({ privateKey, algorithm, kid }: KeySubjectOptions): SigningKey {
  const object = keyObject(privateKey)
  const jwk: Readonly<Record<string, unknown>> =
    typeof privateKey === 'string' || privateKey instanceof KeyObject ? {} : privateKey
  const name = kid ?? (typeof jwk['kid'] === 'string' ? jwk['kid'] : '')
  const alg = algorithm ?? (jwk['alg'] as SigningAlgorithm | undefined) ?? usualAlgorithm(object)
  const publicJwk = createPublicKey(object).export({ format: 'jwk' })
  return {
    kid: name,
    algorithm: alg,
    privateKey: object,
    publicJwk: { ...publicJwk, ...(name && { kid: name }), alg, use: 'sig' },
  }
}

function keyObject(given: KeySubjectOptions['privateKey']): KeyObject {
  if (given instanceof KeyObject && given.type === 'private') return given
  try {
    if (typeof given === 'string') return createPrivateKey(given)
    if (!(given instanceof KeyObject)) {
      return createPrivateKey({ key: given as JsonWebKey, format: 'jwk' })
    }
  } catch {
    // What Node has to say about it may quote the key.
  }
  throw new TypeError('"privateKey" must be a private key: a KeyObject, a PEM or a JWK')
}

const BY_CURVE: Readonly<Record<string, SigningAlgorithm>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
}

function usualAlgorithm({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningAlgorithm {
  if (asymmetricKeyType === 'rsa') return 'RS256'
  if (asymmetricKeyType === 'ed25519') return 'EdDSA'
  const algorithm = BY_CURVE[asymmetricKeyDetails?.namedCurve ?? '']
  if (asymmetricKeyType === 'ec' && algorithm) return algorithm
  throw new TypeError('"privateKey" must be an RSA, an Ed25519 or a NIST curve key')
}
