/** Which endpoints `handler`, `koa` and `fetch` serve beside the documents. All off by default. */
export interface EndpointOptions {
  /** `POST /token`: `client_credentials`, `refresh_token` (with `refresh`), token exchange (with `exchange`). */
  readonly token?: boolean
  /** `POST /revoke` (RFC 7009): needs `refresh` or `revocation`. */
  readonly revocation?: boolean
  /** `POST /introspect` (RFC 7662, RFC 9701). */
  readonly introspection?: boolean
}

export type EndpointName = keyof EndpointOptions | 'metadata' | 'jwks'
