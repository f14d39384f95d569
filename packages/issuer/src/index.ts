export { clientSecretHash } from './clients/client-secret.js'
export { createIssuer } from './create-issuer.js'
export { GrantError } from './grant-error.js'
export { memoryRefreshTokenStore } from './refresh/memory-refresh-token-store.js'
export { createEncryptionKeyRing } from './encryption/create-encryption-key-ring.js'
export { generateEncryptionKey } from './encryption/encryption-key.js'
export { jwksEndpoint } from './endpoints/jwks-endpoint.js'
export { createKeyRing } from './keys/create-key-ring.js'
export { fileKeyStore } from './keys/file-key-store.js'
export { KEY_RING_CHANNEL } from './keys/key-ring-channel.js'
export { KeyRingError } from './keys/key-ring-error.js'
export { memoryKeyStore } from './keys/memory-key-store.js'
export { generateSigningKey } from './signing-key.js'

export type { SigningAlgorithm } from './algorithms.js'
export type { FailedMessage, IssuerMessage, RefusedMessage, ReplayedMessage } from './channels.js'
export type { ClientLookup, GrantType, IssuerClient } from './clients/issuer-client.js'
export type { UsedAssertions } from './clients/used-assertions.js'
export type { Issuer } from './create-issuer.js'
export type { CreateIssuerOptions } from './create-issuer-options.js'
export type { EncryptionCurve, KeyManagement } from './encryption/algorithms.js'
export type { EncryptionKey, EncryptionKeyOptions } from './encryption/encryption-key.js'
export type {
  EncryptionKeyRing,
  EncryptionKeyRingStatus,
  EncryptionKeyStatus,
} from './encryption/encryption-key-ring.js'
export type { EncryptionKeyRingOptions } from './encryption/encryption-ring-options.js'
export type { ContentEncryption, EncryptTo, EncryptToAudience } from './encryption/recipient.js'
export type { EndpointName, EndpointOptions } from './endpoints/endpoint-options.js'
export type { JwksEndpoint, JwksEndpointOptions } from './endpoints/jwks-endpoint.js'
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
export type { KeySource, PublishedKeys } from './key-source.js'
export type { KeyRingMessage } from './keys/key-ring-channel.js'
export type { KeyRingErrorReason } from './keys/key-ring-error.js'
export type { KeyUse } from './keys/ring-kind.js'
export type { KeyRingOptions } from './keys/ring-options.js'
export type { KeyRing, KeyRingStatus, KeyStatus, RotateOptions, Rotation } from './keys/key-ring.js'
export type { KeyStore, StoredRing } from './keys/key-store.js'
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
