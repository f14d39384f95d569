export { clientSecretHash } from './clients/client-secret.js'
export { createIssuer } from './create-issuer.js'
export { GrantError } from './grant-error.js'
export { memoryRefreshTokenStore } from './refresh/memory-refresh-token-store.js'
export { generateSigningKey } from './signing-key.js'

export type { SigningAlgorithm } from './algorithms.js'
export type { FailedMessage, IssuerMessage, ReplayedMessage } from './channels.js'
export type { ClientLookup, GrantType, IssuerClient } from './clients/issuer-client.js'
export type { UsedAssertions } from './clients/used-assertions.js'
export type { Issuer } from './create-issuer.js'
export type { CreateIssuerOptions } from './create-issuer-options.js'
export type { ContentEncryption, EncryptTo, EncryptToAudience } from './encryption/recipient.js'
export type { EndpointName, EndpointOptions } from './endpoints/endpoint-options.js'
export type { IssuerMetadata } from './endpoints/metadata.js'
export type {
  ExchangeDecision,
  ExchangedToken,
  ExchangeOptions,
  ExchangePolicy,
  ExchangeRequest,
} from './exchange/exchange-options.js'
export type { GrantErrorCode, GrantErrorReason } from './grant-error.js'
export type { FetchHandler } from './http/fetch-handler.js'
export type { KoaContext, KoaHandler } from './http/koa-handler.js'
export type { NodeHandler } from './http/node-handler.js'
export type { KeySource } from './key-source.js'
export type {
  GrantedTokens,
  GrantOptions,
  RefreshOptions,
  RefreshRequest,
} from './refresh/grant-options.js'
export type {
  MemoryRefreshTokenStore,
  MemoryRefreshTokenStoreOptions,
} from './refresh/memory-refresh-token-store.js'
export type {
  RefreshTokenFamily,
  RefreshTokenRotation,
  RefreshTokenStore,
  RotationOutcome,
} from './refresh/refresh-token-store.js'
export type {
  Revocation,
  RevocationSubject,
  TokenRevocation,
} from './revocation/token-revocation.js'
export type { SigningKey, SigningKeyOptions } from './signing-key.js'
export type { TokenActor } from './tokens/actor.js'
export type { TokenBinding } from './tokens/binding.js'
export type { AuthorizationDetail, IssueOptions } from './tokens/issue-options.js'
