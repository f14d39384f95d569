/** The error codes of RFC 6750 §3.1 and RFC 9470 §3 that we answer with. */
export type ErrorCode =
  | 'invalid_request'
  | 'invalid_token'
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
  // Form of the token (RFC 7515 §5.2)
  | 'token_too_large'
  | 'malformed_token'
  | 'opaque_token'
  | 'encrypted_token'
  | 'wrong_token_type'
  | 'unsupported_algorithm'
  | 'unsupported_header'
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
  | 'unsupported_binding'
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

  token_too_large: badToken,
  malformed_token: badToken,
  opaque_token: badToken,
  encrypted_token: badToken,
  wrong_token_type: badToken,
  unsupported_algorithm: badToken,
  unsupported_header: badToken,

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
  unsupported_binding: badToken,

  step_up_required: stepUp,
  insufficient_scope: forbidden,
  policy_denied: forbidden,
}
