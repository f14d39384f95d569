import { createPrivateKey, type KeyObject } from 'node:crypto'
import {
  generateEncryptionKey,
  generateSigningKey,
  type EncryptionCurve,
  type KeyManagement,
  type SigningAlgorithm,
} from '@countersign/issuer'
import { CommandError } from '../command-error.js'

export type Use = 'sig' | 'enc'

/** Every algorithm that a key can be made for, and what such a key does. The first of each is its default. */
export const USES: Readonly<Record<SigningAlgorithm | KeyManagement, Use>> = {
  ES256: 'sig',
  ES384: 'sig',
  ES512: 'sig',
  EdDSA: 'sig',
  Ed25519: 'sig',
  PS256: 'sig',
  PS384: 'sig',
  PS512: 'sig',
  RS256: 'sig',
  RS384: 'sig',
  RS512: 'sig',
  'ECDH-ES+A256KW': 'enc',
  'ECDH-ES+A128KW': 'enc',
  'ECDH-ES': 'enc',
  'RSA-OAEP-256': 'enc',
  'RSA-OAEP-384': 'enc',
  'RSA-OAEP-512': 'enc',
}

export type AnyAlgorithm = keyof typeof USES

export const ALGORITHM_NAMES: readonly AnyAlgorithm[] = Object.keys(USES) as AnyAlgorithm[]

export const CURVES: readonly EncryptionCurve[] = ['P-256', 'P-384', 'P-521', 'X25519']

/** What a new key is to be. */
export interface Wanted {
  readonly alg?: AnyAlgorithm | undefined
  readonly use?: Use | undefined
  readonly kid?: string | undefined
  readonly curve?: EncryptionCurve | undefined
  /** Of an RSA key, in bits. */
  readonly bits?: number | undefined
}

/** A key that was made just now. */
export interface MadeKey {
  readonly kid: string
  readonly algorithm: AnyAlgorithm
  readonly use: Use
  readonly privateKey: KeyObject
  readonly publicJwk: Readonly<Record<string, unknown>>
  readonly privateJwk: Readonly<Record<string, unknown>>
}

/** Makes a key. Throws a CommandError where it cannot be as wanted. */
export async function makeKey(wanted: Wanted): Promise<MadeKey> {
  const algorithm = wanted.alg ?? (wanted.use === 'enc' ? 'ECDH-ES+A256KW' : 'ES256')
  const use = USES[algorithm]
  assertFits(wanted, algorithm, use)
  const { kid, curve, bits: modulusLength } = wanted
  const options = {
    ...(kid !== undefined && { kid }),
    ...(modulusLength !== undefined && { modulusLength }),
  }
  if (isSigning(algorithm)) {
    const { privateKey, publicJwk, kid } = await generateSigningKey(algorithm, options)
    const privateJwk = { ...privateKey.export({ format: 'jwk' }), kid, alg: algorithm, use }
    return { kid, algorithm, use, privateKey, publicJwk, privateJwk }
  }
  const made = await generateEncryptionKey(algorithm, { ...options, ...(curve && { curve }) })
  const { publicJwk, privateJwk } = made
  const privateKey = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' })
  return { kid: made.kid, algorithm, use, privateKey, publicJwk, privateJwk }
}

function isSigning(algorithm: AnyAlgorithm): algorithm is SigningAlgorithm {
  return USES[algorithm] === 'sig'
}

/** An option that would do nothing is a misunderstanding. */
function assertFits({ use: said, kid, curve, bits }: Wanted, alg: AnyAlgorithm, use: Use): void {
  if (said !== undefined && said !== use) {
    throw new CommandError(`${alg} is for --use ${use}`)
  }
  const isRsa = !alg.startsWith('E')
  if (curve !== undefined && (use === 'sig' || isRsa)) {
    throw new CommandError(`--curve is for ECDH-ES only; ${alg} says itself which key it takes`)
  }
  if (bits !== undefined && !isRsa) throw new CommandError('--bits is for RSA only')
  if (bits !== undefined && !(Number.isInteger(bits) && bits >= 2048 && bits <= 8192)) {
    throw new CommandError('--bits must be a whole number from 2048 to 8192')
  }
  if (kid === '') throw new CommandError('--kid must not be empty')
}
