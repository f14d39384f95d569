import { andThen } from '../and-then.js'
import type { Binding, Scheme } from '../authentication.js'
import type { VerifiedToken } from '../cache/verified-token.js'
import type { CertificateReader } from '../certificate/certificate-reader.js'
import { certificateThumbprint } from '../certificate/certificate-thumbprint.js'
import type { ResolvedDpop } from '../config/resolve-dpop.js'
import type { Credentials } from '../credentials/credentials.js'
import type { BoundToken, ProofVerifier } from '../dpop/proof-verifier.js'
import { hasProof } from '../dpop/read-proof.js'
import { Refused } from '../refused.js'
import type { TokenRequest } from '../token-request.js'

/** What the sender has proven. */
export interface Proven {
  readonly binding: Binding | undefined
  /** The nonce that the client should use next; `undefined`: it goes on with the one it has. */
  readonly nextNonce: string | undefined
}

/** What bindings are checked with. */
export interface BindingParts {
  readonly binding: 'allow' | 'require'
  readonly dpop: ResolvedDpop
  readonly certificate: CertificateReader | undefined
  readonly proofs: ProofVerifier
}

export const NOTHING_PROVEN: Proven = Object.freeze({ binding: undefined, nextNonce: undefined })

/**
 * Step 7 for a request: every key that a token is bound to has to be proven, however the token was
 * presented; throws Refused, or rejects. The proof comes last, because it counts as used from then on.
 */
export function checkBinding(
  verified: VerifiedToken,
  { token, scheme }: Credentials,
  request: TokenRequest,
  { binding, dpop, certificate, proofs }: BindingParts,
): Proven | Promise<Proven> {
  const { confirmation } = verified
  checkScheme(scheme, confirmation, dpop, request)
  if (!confirmation) {
    if (binding === 'require') throw new Refused('unbound_token')
    return NOTHING_PROVEN
  }
  return checkConfirmation(confirmation, { verified, token }, request, { certificate, proofs })
}

/** All of the keys, or nothing. */
function checkConfirmation(
  confirmation: Binding,
  bound: Omit<BoundToken, 'jkt'>,
  request: TokenRequest,
  { certificate, proofs }: Pick<BindingParts, 'certificate' | 'proofs'>,
): Proven | Promise<Proven> {
  const { jkt, x5tS256 } = confirmation
  if (x5tS256 !== undefined) checkCertificate(x5tS256, request, certificate)
  const proof = jkt === undefined ? undefined : proofs.verify(request, { ...bound, jkt })
  return andThen(proof, (nextNonce) => ({ binding: confirmation, nextNonce }))
}

/** Step 7 for a bare token: nobody is there to prove anything. */
export function refuseBinding(confirmation: Binding | undefined, binding: string): void {
  if (confirmation) throw new Refused('unsupported_binding', 'a bare token proves nothing')
  if (binding === 'require') throw new Refused('unbound_token')
}

/** The scheme and the binding have to say the same (RFC 9449 §7.1, §7.2). */
function checkScheme(
  scheme: Scheme,
  confirmation: Binding | undefined,
  { mode, strayProof }: ResolvedDpop,
  request: TokenRequest,
): void {
  const isBound = confirmation?.jkt !== undefined
  if (isBound && mode === 'refuse') throw new Refused('unsupported_binding', 'jkt')
  if (scheme === 'DPoP' && !isBound) throw new Refused('unbound_token')
  if (scheme === 'Bearer' && isBound) throw new Refused('bound_token_as_bearer')
  // The client thinks that its token is bound, and should learn that it is not.
  const isStray = scheme === 'Bearer' && mode !== 'refuse' && strayProof === 'refuse'
  if (isStray && hasProof(request)) throw new Refused('stray_proof')
}

/** RFC 8705 §3: the very certificate, and not only its key. Its chain is the business of TLS. */
function checkCertificate(
  x5tS256: string,
  request: TokenRequest,
  read: CertificateReader | undefined,
): void {
  if (!read) throw new Refused('unsupported_binding', 'x5t#S256')
  const thumbprint = certificateThumbprint(read, request)
  if (thumbprint === undefined) throw new Refused('missing_certificate')
  if (thumbprint !== x5tS256) throw new Refused('certificate_mismatch')
}
