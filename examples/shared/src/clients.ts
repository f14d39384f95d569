/** A client that is registered at the example identity provider. */
export interface ExampleClient {
  readonly clientId: string
  /** Made anew at each start. */
  readonly clientSecret: string
  readonly scope: string
}

/** What is needed to get tokens: where the provider is, and who may ask. */
export interface TokenSource {
  readonly issuer: string
  readonly clients: readonly ExampleClient[]
}
