import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { SigningKey } from '@countersign/issuer'
import { inTurn } from './in-turn.js'
import type { BenchAlgorithm } from './signing-keys.js'

/** A token and the key that signed it. */
export interface SignedToken {
  readonly token: string
  readonly key: SigningKey
}

/** The hash that is signed; Ed25519 has its own inside. */
const HASHES: Readonly<Record<BenchAlgorithm, string | null>> = {
  ES256: 'sha256',
  RS256: 'sha256',
  Ed25519: null,
}

/**
 * What no verifier can do without: Node's own check of the signatures of these tokens, in turn, with
 * everything taken apart and imported before.
 */
export function signatureFloor(
  algorithm: BenchAlgorithm,
  tokens: readonly SignedToken[],
): () => void {
  const hash = HASHES[algorithm]
  const next = inTurn(tokens.map(takeApart))
  return () => {
    const { input, options, signature } = next()
    if (!verify(hash, input, options, signature)) throw new Error('a good token is not')
  }
}

interface Parts {
  readonly input: Buffer
  readonly options: { readonly key: KeyObject; readonly dsaEncoding: 'ieee-p1363' }
  readonly signature: Buffer
}

function takeApart({ token, key }: SignedToken): Parts {
  const end = token.lastIndexOf('.')
  const publicKey = createPublicKey({ key: key.publicJwk, format: 'jwk' })
  return {
    input: Buffer.from(token.slice(0, end)),
    options: { key: publicKey, dsaEncoding: 'ieee-p1363' },
    signature: Buffer.from(token.slice(end + 1), 'base64url'),
  }
}
