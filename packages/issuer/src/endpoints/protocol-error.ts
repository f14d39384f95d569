/** The `error` of an answer: RFC 6749 §5.2, RFC 7009 §2.2.1, RFC 8707 §2, RFC 9449 §5. */
export type ProtocolErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'invalid_target'
  | 'invalid_dpop_proof'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_token_type'

/** The client's fault, as an answer tells it. The description is ours, and holds nothing that was sent. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode
  readonly status: number

  constructor(
    code: ProtocolErrorCode,
    description: string,
    options: { readonly status?: number } = {},
  ) {
    super(description)
    this.code = code
    this.status = options.status ?? (code === 'invalid_client' ? 401 : 400)
  }
}
