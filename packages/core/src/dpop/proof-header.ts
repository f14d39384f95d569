import { LRUCache } from 'lru-cache'
import { isAlgorithm, type Algorithm } from '../algorithms.js'
import { fits, importVerificationKey, type VerificationKey } from '../keys/verification-key.js'
import { Refused } from '../refused.js'
import { forbiddenHeader, parseSegment, type Segment } from '../token/compact-jws.js'
import { thumbprintOf } from './thumbprint.js'

/** What the header of a proof says, checked, and its key, imported. */
export interface ProofHeader {
  readonly algorithm: Algorithm
  readonly key: Pick<VerificationKey, 'publicKey' | 'modulusBytes'>
  readonly thumbprint: string
}

/** Headers of proofs, by their segment: a client's are all alike, and to import a key is dear. */
export type ProofHeaders = LRUCache<string, ProofHeader>

// With what is made of them some 10 MB, and 30 where all are as long as can be: an RSA key of 8 192
// bits fits.
const MOST_HEADERS = 10_000
const LONGEST_SEGMENT = 2_000

export function proofHeaders(): ProofHeaders {
  return new LRUCache({ max: MOST_HEADERS })
}

/** Keeps a header by a copy of its segment: V8 would keep the whole proof for a piece of it. */
export function keepHeader(headers: ProofHeaders, segment: string, header: ProofHeader): void {
  if (segment.length > LONGEST_SEGMENT) return
  headers.set(Buffer.from(segment, 'latin1').toString('latin1'), header)
}

/** Checks the header of a proof (RFC 9449 §4.3 #4 to #7) and imports its key; throws Refused. */
export function readProofHeader(segment: Segment, algorithms: ReadonlySet<Algorithm>): ProofHeader {
  const header = parseSegment(segment)
  if (!header) throw new Refused('malformed_proof', 'the header')
  // Byte for byte, as §4.2 spells it: one proof has one type, and clients need no other spelling.
  if (header['typ'] !== 'dpop+jwt') throw new Refused('wrong_proof_type')
  const forbidden = forbiddenHeader(header)
  if (forbidden !== undefined) throw new Refused('malformed_proof', forbidden)
  const { alg, jwk } = header
  if (!isAlgorithm(alg) || !algorithms.has(alg)) throw new Refused('unsupported_proof_algorithm')
  const key = importKey(jwk)
  if (!fits(key, alg)) throw new Refused('unusable_proof_key', 'alg of another key type')
  const { publicKey, modulusBytes } = key
  return { algorithm: alg, key: { publicKey, modulusBytes }, thumbprint: thumbprintOf(key) }
}

/** Refuses what is no public key for signatures, with the reason that the import gives. */
function importKey(jwk: unknown): VerificationKey {
  try {
    return importVerificationKey(jwk)
  } catch (error) {
    throw new Refused('unusable_proof_key', error instanceof Error ? error.message : undefined)
  }
}
