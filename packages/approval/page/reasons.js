// Why a use was refused, in words that end the sentence `Refused: …`.

/** @import { Reason } from '@countersign/core' */

/** @type {Readonly<Record<Reason, string>>} */
const WORDS = {
  missing_credentials: 'no access token came with the request',
  unsupported_scheme: 'the token was presented in a way that the service does not take',
  disabled_source: 'the token was in a place where the service does not look',
  insecure_transport: 'the connection was not encrypted',
  malformed_credentials: 'the token was not presented properly',
  multiple_credentials: 'the request carried more than one token',
  malformed_host: 'the request did not say properly whom it was for',
  token_too_large: 'the token was too large',
  malformed_token: 'what came was not a token',
  opaque_token: 'the token was of a kind that the service does not know',
  encrypted_token: 'the token was encrypted for somebody else',
  wrong_token_type: 'what came was no access token',
  unsupported_algorithm: 'the token was signed in a way that is not accepted',
  unsupported_header: 'the token asked for something that the service does not support',
  unsupported_encryption: 'the token was encrypted in a way that is not accepted',
  undecryptable_token: 'the token could not be decrypted',
  unencrypted_token: 'the token should have been encrypted',
  untrusted_issuer: 'the token came from somebody who is not trusted',
  unknown_key: 'the token was signed with a key that nobody knows',
  ambiguous_key: 'it is unclear which key the token was signed with',
  invalid_signature: 'the signature of the token is wrong',
  malformed_claim: 'something in the token is not as it must be',
  missing_claim: 'something is missing in the token',
  wrong_audience: 'the token is for another service',
  token_expired: 'the token had expired',
  token_not_yet_valid: 'the token was not valid yet',
  token_too_old: 'the token was too old',
  id_token: 'it was proof of a sign-in, not access',
  claims_schema: 'what the token says is not what the service needs',
  malformed_binding: 'the token does not say properly which key it belongs to',
  unsupported_binding: 'the token belongs to a kind of key that is not supported',
  unbound_token: 'the token belongs to no key, and anybody could have used it',
  bound_token_as_bearer: 'the token came without its key',
  stray_proof: 'a proof came with a token that needs none',
  key_mismatch: 'the token came with a key that is not its own',
  missing_certificate: 'the certificate that the token belongs to was missing',
  certificate_mismatch: 'the token came with a certificate that is not its own',
  revoked_token: 'access had been stopped',
  lifetime_too_long: 'the token would have lived too long',
  inactive_token: 'the token was no longer active',
  contradicted_token: 'the token says something else than its issuer',
  malformed_status: 'the token does not say properly where its status stands',
  unsupported_status: 'the status of the token is of a kind that is not supported',
  unusable_status: 'the status of the token could not be used',
  suspended_token: 'access was suspended',
  unaccepted_status: 'the token has a status that is not accepted',
  missing_proof: 'the proof of the key was missing',
  multiple_proofs: 'more than one proof came with the request',
  malformed_proof: 'the proof of the key was not one',
  wrong_proof_type: 'the proof of the key was of another kind',
  unsupported_proof_algorithm: 'the proof was signed in a way that is not accepted',
  unusable_proof_key: 'the key of the proof cannot be used',
  invalid_proof_signature: 'the signature of the proof is wrong',
  wrong_method: 'the proof was made for another kind of request',
  wrong_url: 'the proof was made for another address',
  wrong_token_hash: 'the proof was made for another token',
  proof_expired: 'the proof was too old',
  proof_not_yet_valid: 'the proof was from the future',
  proof_replayed: 'the same proof had been used before',
  nonce_required: 'the service asked for a fresh proof',
  invalid_nonce: 'the proof was not fresh',
  step_up_required: 'a stronger sign-in is needed for this',
  insufficient_scope: 'you have not allowed this',
  policy_denied: 'the rules of the service do not allow this',
  dependency_unavailable: 'the service could not check the token',
}

/**
 * The words for a reason; one that is newer than this page is named as it is.
 *
 * @param {string | undefined} reason
 */
export function reasonWords(reason) {
  if (reason === undefined) return 'no reason was recorded'
  if (Object.hasOwn(WORDS, reason)) return WORDS[/** @type {Reason} */ (reason)]
  return `the service said “${reason.replaceAll('_', ' ')}”`
}
