/** The error codes of RFC 6750 §3.1, RFC 9449 §7.1, §9 and RFC 9470 §3 that we answer with. */
export type ErrorCode =
  | 'invalid_request'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'

/** One kind of refusal: its status, the RFC's code, and a message that is safe to send. */
export interface Refusal {
  readonly status: 400 | 401 | 403
  readonly code: ErrorCode | undefined
  /** Fixed ASCII text without quotes: it says no more than the code does. */
  readonly message: string
}

const unauthenticated: Refusal = {
  status: 401,
  code: undefined,
  message: 'An access token is required',
}

const badRequest: Refusal = {
  status: 400,
  code: 'invalid_request',
  message: 'The request does not carry its access token as RFC 6750 asks',
}

// One text for every cause, so that an answer tells an attacker nothing about the check that failed.
const badToken: Refusal = {
  status: 401,
  code: 'invalid_token',
  message: 'The access token is malformed, expired or not valid here',
}

// The proof is made by the client for this one request, so it may know which kind of thing is wrong.
const badProof: Refusal = {
  status: 401,
  code: 'invalid_dpop_proof',
  message: 'The DPoP proof is missing, malformed, expired, used before or not for this request',
}

const needsNonce: Refusal = {
  status: 401,
  code: 'use_dpop_nonce',
  message: 'The DPoP proof has to hold the nonce that DPoP-Nonce gives',
}

const stepUp: Refusal = {
  status: 401,
  code: 'insufficient_user_authentication',
  message: 'The user has to authenticate again, or more strongly',
}

const forbidden: Refusal = {
  status: 403,
  code: 'insufficient_scope',
  message: 'The access token does not allow this',
}

/** Why a request was refused: stable names, for logs, metrics and tests. Never sent to the client. */
export type RefusalReason =
  // Credentials (RFC 6750 §2, §3.1)
  | 'missing_credentials'
  | 'unsupported_scheme'
  | 'disabled_source'
  | 'insecure_transport'
  | 'malformed_credentials'
  | 'multiple_credentials'
  | 'malformed_host'
  // Form of the token (RFC 7515 §5.2)
  | 'token_too_large'
  | 'malformed_token'
  | 'opaque_token'
  | 'encrypted_token'
  | 'wrong_token_type'
  | 'unsupported_algorithm'
  | 'unsupported_header'
  // Encryption (RFC 7516 §5.2, RFC 9068 §4)
  | 'unsupported_encryption'
  | 'undecryptable_token'
  | 'unencrypted_token'
  // Issuer, key, signature
  | 'untrusted_issuer'
  | 'unknown_key'
  | 'ambiguous_key'
  | 'invalid_signature'
  // Claims (RFC 7519 §4.1, RFC 9068 §4)
  | 'malformed_claim'
  | 'missing_claim'
  | 'wrong_audience'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_too_old'
  | 'id_token'
  | 'claims_schema'
  // Binding (RFC 7800 §3.1, RFC 9449 §7, RFC 8705 §3)
  | 'malformed_binding'
  | 'unsupported_binding'
  | 'unbound_token'
  | 'bound_token_as_bearer'
  | 'stray_proof'
  | 'key_mismatch'
  | 'missing_certificate'
  | 'certificate_mismatch'
  // Withdrawal
  | 'revoked_token'
  | 'lifetime_too_long'
  | 'inactive_token'
  | 'contradicted_token'
  // Status (Token Status List §6, §7, §8.3)
  | 'malformed_status'
  | 'unsupported_status'
  | 'unusable_status'
  | 'suspended_token'
  | 'unaccepted_status'
  // DPoP proofs (RFC 9449 §4.3)
  | 'missing_proof'
  | 'multiple_proofs'
  | 'malformed_proof'
  | 'wrong_proof_type'
  | 'unsupported_proof_algorithm'
  | 'unusable_proof_key'
  | 'invalid_proof_signature'
  | 'wrong_method'
  | 'wrong_url'
  | 'wrong_token_hash'
  | 'proof_expired'
  | 'proof_not_yet_valid'
  | 'proof_replayed'
  | 'nonce_required'
  | 'invalid_nonce'
  // Policy (RFC 9470 §3, RFC 6750 §3.1)
  | 'step_up_required'
  | 'insufficient_scope'
  | 'policy_denied'

/** Every refusal that is the client's fault. A new reason without a row does not compile. */
export const REFUSALS: Readonly<Record<RefusalReason, Refusal>> = {
  missing_credentials: unauthenticated,
  unsupported_scheme: unauthenticated,
  disabled_source: unauthenticated,
  insecure_transport: {
    ...badRequest,
    message: 'The access token was sent without TLS',
  },
  malformed_credentials: badRequest,
  multiple_credentials: {
    ...badRequest,
    message: 'The request carries more than one access token',
  },
  malformed_host: {
    ...badRequest,
    message: 'The request does not carry one valid Host',
  },

  token_too_large: badToken,
  malformed_token: badToken,
  opaque_token: badToken,
  encrypted_token: badToken,
  wrong_token_type: badToken,
  unsupported_algorithm: badToken,
  unsupported_header: badToken,

  unsupported_encryption: badToken,
  undecryptable_token: badToken,
  unencrypted_token: badToken,

  untrusted_issuer: badToken,
  unknown_key: badToken,
  ambiguous_key: badToken,
  invalid_signature: badToken,

  malformed_claim: badToken,
  missing_claim: badToken,
  wrong_audience: badToken,
  token_expired: badToken,
  token_not_yet_valid: badToken,
  token_too_old: badToken,
  id_token: badToken,
  claims_schema: badToken,

  malformed_binding: badToken,
  unsupported_binding: badToken,
  unbound_token: badToken,
  bound_token_as_bearer: badToken,
  stray_proof: badToken,
  key_mismatch: badToken,
  missing_certificate: badToken,
  certificate_mismatch: badToken,

  revoked_token: badToken,
  lifetime_too_long: badToken,
  inactive_token: badToken,
  contradicted_token: badToken,

  malformed_status: badToken,
  unsupported_status: badToken,
  unusable_status: badToken,
  suspended_token: badToken,
  unaccepted_status: badToken,

  missing_proof: badProof,
  multiple_proofs: badProof,
  malformed_proof: badProof,
  wrong_proof_type: badProof,
  unsupported_proof_algorithm: badProof,
  unusable_proof_key: badProof,
  invalid_proof_signature: badProof,
  wrong_method: badProof,
  wrong_url: badProof,
  wrong_token_hash: badProof,
  proof_expired: badProof,
  proof_not_yet_valid: badProof,
  proof_replayed: badProof,
  nonce_required: needsNonce,
  invalid_nonce: needsNonce,

  step_up_required: stepUp,
  insufficient_scope: forbidden,
  policy_denied: forbidden,
}
