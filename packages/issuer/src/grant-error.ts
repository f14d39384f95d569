/** The code of RFC 6749 §5.2, RFC 8707 §2 or RFC 9396 §5 that a refused grant is answered with. */
export type GrantErrorCode =
  | 'invalid_request'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'invalid_target'
  | 'unauthorized_client'
  | 'invalid_authorization_details'

/** Why a grant was refused: stable, one for each cause, for logs and tests. Clients learn the code. */
export type GrantErrorReason =
  | 'refresh_token_malformed'
  | 'refresh_token_unknown'
  | 'refresh_token_revoked'
  | 'refresh_token_replayed'
  | 'refresh_token_of_another_client'
  | 'binding_missing'
  | 'binding_mismatch'
  | 'scope_malformed'
  | 'scope_widened'
  | 'details_malformed'
  | 'details_widened'
  | 'audience_widened'
  | 'audience_unnamed'
  | 'audience_refused'
  | 'audience_unshared'
  | 'exchange_refused'
  | 'exchange_off'
  | 'subject_token_encrypted'
  | 'subject_token_invalid'
  | 'actor_token_invalid'
  | 'actor_refused'
  | 'actor_of_another_client'
  | 'actors_too_many'

const REASONS: Readonly<Record<GrantErrorReason, readonly [GrantErrorCode, string]>> = {
  refresh_token_malformed: ['invalid_grant', 'The refresh token is none of ours'],
  refresh_token_unknown: ['invalid_grant', 'The refresh token has expired, or is not known'],
  refresh_token_revoked: ['invalid_grant', 'The refresh token was revoked'],
  refresh_token_replayed: ['invalid_grant', 'The refresh token was used before; it is revoked now'],
  refresh_token_of_another_client: ['invalid_grant', 'The refresh token is of another client'],
  binding_missing: ['invalid_grant', 'The key that the grant is bound to was not proven'],
  binding_mismatch: ['invalid_grant', 'Another key was proven than the grant is bound to'],
  scope_malformed: ['invalid_scope', 'The scope is malformed'],
  scope_widened: ['invalid_scope', 'The scope is more than was given'],
  details_malformed: ['invalid_authorization_details', 'The authorization details are malformed'],
  details_widened: [
    'invalid_authorization_details',
    'The authorization details are none of those that were given',
  ],
  audience_widened: ['invalid_target', 'The audience is more than was given'],
  audience_unnamed: ['invalid_target', 'The audience must be named'],
  audience_refused: ['invalid_target', 'The audience is not for this client'],
  audience_unshared: ['invalid_target', 'The audiences cannot share one token: name one'],
  exchange_refused: ['invalid_target', 'The policy does not allow this exchange'],
  exchange_off: ['unauthorized_client', 'Tokens are not exchanged here'],
  subject_token_encrypted: ['invalid_request', 'The subject token must be decrypted first'],
  subject_token_invalid: ['invalid_request', 'The subject token is not a valid token of ours'],
  actor_token_invalid: ['invalid_request', 'The actor token is not a valid token of ours'],
  actor_refused: ['invalid_request', 'The subject token is for another actor'],
  actor_of_another_client: ['invalid_request', 'The actor token is of another client'],
  actors_too_many: ['invalid_request', 'The subject token has been exchanged too often'],
}

/** A grant that was refused: the client's fault. What fails here, or in a store, is another error. */
export class GrantError extends Error {
  override readonly name = 'GrantError'
  readonly code: GrantErrorCode
  readonly reason: GrantErrorReason

  constructor(reason: GrantErrorReason) {
    const [code, message] = REASONS[reason]
    super(message)
    this.code = code
    this.reason = reason
  }
}
