import { calculateJwkThumbprint, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose'
import { KEY_KINDS } from '../algorithms.js'
import type { TokenBinding } from '../tokens/binding.js'
import type { ClientRequest } from './form-route.js'
import { ProtocolError } from './protocol-error.js'

/** Seconds that a proof is good for after its `iat`, and that a client's clock may be ahead. */
const LONGEST_AGE = 60
const SKEW = 10
const LONGEST_PROOF = 8_192

/** A proof that is good, as far as can be told without knowing whether it was used. */
export interface DpopProof {
  readonly binding: TokenBinding
  /** Takes the proof, which works once. Rejects with a ProtocolError if it was taken before. */
  take(): Promise<void>
}

/**
 * The proof in a request (RFC 9449 §4.3, §5); `undefined` without one. It is remembered when it is taken, and
 * that comes last: whoever gets no token fills no memory either. Nonces are not asked for. Throws a
 * ProtocolError.
 */
export async function dpopProof(request: ClientRequest): Promise<DpopProof | undefined> {
  const { isFirstUse, urls, clock } = request.settings
  const { clientId } = request.client
  const proof = request.request.headers['dpop']
  if (proof === undefined) return undefined
  if (typeof proof !== 'string' || proof.length > LONGEST_PROOF) throw invalid()
  const { jkt, htm, htu, iat, jti } = await verified(proof, clock())
  const age = clock() / 1000 - Number(iat)
  const isNow = age <= LONGEST_AGE && age >= -SKEW
  const isHere = htm === 'POST' && isSameUrl(htu, urls.token.url)
  if (!isNow || !isHere || typeof jti !== 'string' || jti === '') throw invalid()
  return {
    binding: { jkt },
    async take() {
      const name = ['dpop', jkt, jti]
      const expiresAt = Number(iat) + LONGEST_AGE + 1
      if (!(await isFirstUse({ clientId, name, expiresAt }))) throw invalid()
    },
  }
}

async function verified(
  proof: string,
  now: number,
): Promise<Readonly<Record<string, unknown>> & { readonly jkt: string }> {
  try {
    const { payload } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: Object.keys(KEY_KINDS),
      requiredClaims: ['htm', 'htu', 'iat', 'jti'],
      currentDate: new Date(now),
      clockTolerance: SKEW,
    })
    const { jwk = {} } = decodeProtectedHeader(proof)
    return { ...payload, jkt: await calculateJwkThumbprint(jwk) }
  } catch {
    // Of whatever kind: the key is the client's own, and what is wrong with it may be told by anybody.
    throw invalid()
  }
}

/** Without query and fragment, in normal form (RFC 9449 §4.3). */
function isSameUrl(htu: unknown, expected: string): boolean {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false
  const url = new URL(htu)
  return url.origin + url.pathname === new URL(expected).href
}

function invalid(): ProtocolError {
  return new ProtocolError('invalid_dpop_proof', 'The DPoP proof is not valid here')
}
