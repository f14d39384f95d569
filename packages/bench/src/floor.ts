import {
  constants,
  createPublicKey,
  verify,
  type KeyObject,
  type VerifyKeyObjectInput,
} from 'node:crypto'
import type { SigningKey } from '@countersign/issuer'
import { inTurn } from './in-turn.js'

export type FloorAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA' | 'Ed25519'

/** A token and the key that signed it. */
export interface SignedToken {
  readonly token: string
  readonly key: SigningKey
}

/** Without options the key goes in by itself, which is faster on some Nodes. */
type Scheme = readonly [hash: string | null, options?: Omit<VerifyKeyObjectInput, 'key'>]

// Ed25519 has its hash inside.
const PURE: Scheme = [null]

const SCHEMES: Readonly<Record<FloorAlgorithm, Scheme>> = {
  RS256: ['sha256'],
  PS256: ['sha256', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
  ES256: ['sha256', { dsaEncoding: 'ieee-p1363' }],
  EdDSA: PURE,
  Ed25519: PURE,
}

/**
 * What no verifier can do without: Node's own check of the signatures of these tokens, in turn, with
 * everything taken apart and imported before.
 */
export function signatureFloor(
  algorithm: FloorAlgorithm,
  tokens: readonly SignedToken[],
): () => void {
  const [hash, options] = SCHEMES[algorithm]
  // One object for each key, as a verifier has them: many would fill the caches of the processor.
  const imported = new Map<SigningKey, KeyInput>()
  for (const { key } of tokens) {
    if (imported.has(key)) continue
    const own = importKey(key)
    imported.set(key, options ? { key: own, ...options } : own)
  }
  const next = inTurn(tokens.map((signed) => takeApart(signed, imported)))
  return () => {
    const { input, key, signature } = next()
    if (!verify(hash, input, key, signature)) throw new Error('a good token is not')
  }
}

type KeyInput = KeyObject | VerifyKeyObjectInput

interface Parts {
  readonly input: Buffer
  readonly key: KeyInput
  readonly signature: Buffer
}

function takeApart(
  { token, key }: SignedToken,
  imported: ReadonlyMap<SigningKey, KeyInput>,
): Parts {
  const end = token.lastIndexOf('.')
  const own = imported.get(key)
  if (!own) throw new TypeError('every key is imported')
  return {
    input: Buffer.from(token.slice(0, end)),
    key: own,
    signature: Buffer.from(token.slice(end + 1), 'base64url'),
  }
}

function importKey({ publicJwk }: SigningKey): KeyObject {
  return createPublicKey({ key: publicJwk, format: 'jwk' })
}
