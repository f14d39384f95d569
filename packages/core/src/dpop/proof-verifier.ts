import { hash } from 'node:crypto'
import { andThen } from '../and-then.js'
import { tokenHash, type VerifiedToken } from '../cache/verified-token.js'
import { REPLAY } from '../channels.js'
import type { ResolvedDpop } from '../config/resolve-dpop.js'
import { type AuthError, DependencyError, isAuthError } from '../errors.js'
import { inTime } from '../in-time.js'
import { Refused } from '../refused.js'
import type { ReplayStore } from '../replay/replay-store.js'
import { replayKey } from '../replay/replay-key.js'
import type { TokenRequest } from '../token-request.js'
import { identityByClaims } from '../token/known-token.js'
import { isSignedBy } from '../token/verify-signature.js'
import { checkProofClaims, checkProofLimits, type ProofClaims } from './check-proof-claims.js'
import type { Nonces } from './nonces.js'
import { keepHeader, proofHeaders, readProofHeader } from './proof-header.js'
import { targetMatcher, type TargetMatcher } from './public-url.js'
import { readProof } from './read-proof.js'

/** From when to when a proof is good, in seconds. */
interface Validity {
  readonly validFrom: number
  readonly expiresAt: number
  readonly nextNonce: string | undefined
}

/** A token, and the thumbprint of the key that it is bound to. */
export interface BoundToken {
  readonly token: string
  readonly verified: VerifiedToken
  readonly jkt: string
}

/** What proofs are checked with. */
export interface ProofVerifierParts {
  readonly options: ResolvedDpop
  readonly nonces: Nonces | undefined
  readonly replay: ReplayStore
  /** Seconds since the epoch. */
  readonly now: () => number
}

/** Seconds that a store may take, whatever it allows itself. */
const STORE_TIMEOUT = 5

/** Checks DPoP proofs of requests to this API (RFC 9449 §4.3), cheap things before dear ones. */
export class ProofVerifier {
  readonly #parts: ProofVerifierParts
  readonly #namesTarget: TargetMatcher
  // Of accepted proofs only, so that nobody without a token fills it.
  readonly #headers = proofHeaders()

  constructor(parts: ProofVerifierParts) {
    this.#parts = parts
    this.#namesTarget = targetMatcher(parts.options.publicUrls)
  }

  /**
   * Checks that the sender of a request holds the key that its token is bound to.
   *
   * Gives the nonce that the client should use next; `undefined`: it goes on with the one it has.
   * Throws, or rejects with, Refused, or a DependencyError where nobody can tell whether the proof was
   * used before.
   */
  verify(
    request: TokenRequest,
    { token, verified, jkt }: BoundToken,
  ): string | undefined | Promise<string | undefined> {
    const { options, now } = this.#parts
    const proof = readProof(request)
    const known = this.#headers.get(proof.header)
    const header = known ?? readProofHeader(proof.header, options.algorithms)
    const { method, url } = request
    const expected = { method, url, tokenHash: (verified.hash ??= tokenHash(token)) }
    const claims = checkProofClaims(proof.claims, expected, this.#namesTarget)
    checkProofLimits(proof.claims, now(), options.skew)
    if (header.thumbprint !== jkt) throw new Refused('key_mismatch')
    const { algorithm, key } = header
    if (!isSignedBy(key, algorithm, proof)) throw new Refused('invalid_proof_signature')
    if (!known) keepHeader(this.#headers, proof.header, header)

    const name = replayKey(verified.issuer.profile.issuer, jkt, claims.jti)
    return andThen(this.#validity(claims), (validity) =>
      andThen(this.#isFirst(name, validity), (isFirst) => {
        if (!isFirst) throw replayed(name, verified)
        // A store may forget what has expired: only an answer from before that says anything.
        if (now() >= validity.expiresAt) throw new Refused('proof_expired')
        return validity.nextNonce
      }),
    )
  }

  /**
   * §4.3 #10, #11. Where the server demands a nonce, that says when the proof was made, and the
   * client's clock, which may be wrong, need not.
   */
  #validity({ iat, nonce }: ProofClaims): Validity | Promise<Validity> {
    const { nonces, options, now } = this.#parts
    if (nonces) return validityOf(nonce, nonces)
    const present = now()
    if (iat > present + options.skew) throw new Refused('proof_not_yet_valid', 'iat')
    if (present >= iat + options.maxAge) throw new Refused('proof_expired')
    // Remembered for as long as it would be taken: from `iat`, and not from now (§11.1).
    const [validFrom, expiresAt] = [iat - options.skew, iat + options.maxAge]
    return { validFrom, expiresAt, nextNonce: undefined }
  }

  /** §11.1, the last of all checks: what is refused for another reason must not count as used. */
  #isFirst(key: string, { validFrom, expiresAt }: Validity): boolean | Promise<boolean> {
    try {
      const given: unknown = this.#parts.replay.add(key, expiresAt, validFrom)
      return typeof given === 'boolean' ? given : answerOf(given)
    } catch (cause) {
      throw unavailable(cause)
    }
  }
}

async function answerOf(given: unknown): Promise<boolean> {
  let answer: unknown
  try {
    answer = await inTime(STORE_TIMEOUT, given)
  } catch (cause) {
    throw unavailable(cause)
  }
  if (typeof answer === 'boolean') return answer
  throw new DependencyError('The replay store gave no answer')
}

function unavailable(cause: unknown): AuthError {
  if (isAuthError(cause) && cause.status === 503) return cause
  return new DependencyError('The replay store is unavailable', { cause })
}

function replayed(key: string, verified: VerifiedToken): Refused {
  if (REPLAY.hasSubscribers) {
    // A digest, because the name has the `jti` in it.
    const digest = hash('sha256', key, 'base64url')
    REPLAY.publish({ event: 'replayed', key: digest, ...identityByClaims(verified, 'DPoP') })
  }
  return new Refused('proof_replayed')
}

async function validityOf(nonce: string | undefined, nonces: Nonces): Promise<Validity> {
  if (nonce === undefined) throw new Refused('nonce_required')
  const known = await nonces.find(nonce)
  if (!known) throw new Refused('invalid_nonce')
  const { validFrom, expiresAt, next } = known
  return { validFrom, expiresAt, nextNonce: next }
}
