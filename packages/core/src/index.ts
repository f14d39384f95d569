export { createVerifier } from './verifier.js'
export { AuthError, ConfigError, DependencyError, isAuthError } from './errors.js'
export { CHANNELS } from './channels.js'
export { memoryReplayStore } from './replay/memory-replay-store.js'
export { securityEventReceiver } from './security-events/security-event-receiver.js'
export { backchannelLogoutReceiver } from './security-events/backchannel-logout-receiver.js'
export { memoryRevocationList } from './revocation/memory-revocation-list.js'
export { tlsCertificate } from './certificate/tls-certificate.js'
export { forwardedCertificate } from './certificate/forwarded-certificate.js'
export { ALL_ALGORITHMS, POST_QUANTUM_ALGORITHMS } from './algorithms.js'
export { allOf, anyOf, not } from './policy/combinators.js'
export { anyScope, scopes } from './policy/scope-policies.js'
export { claim, role, userOnly } from './policy/claim-policies.js'
export { acr, authenticatedWithin } from './policy/step-up-policies.js'
export { authorizationDetails } from './policy/authorization-details-policy.js'
export { check } from './policy/check.js'

export type { Actor, Authentication, Binding, Scheme } from './authentication.js'
export type { Algorithm } from './algorithms.js'
export type { ClaimsSchema, SchemaIssue, SchemaOutput, SchemaResult } from './claims-schema.js'
export type { CertificateReader } from './certificate/certificate-reader.js'
export type { ForwardedCertificateOptions } from './certificate/forwarded-certificate.js'
export type { ForwardedFormat } from './certificate/forwarded-formats.js'
export type {
  BindingKind,
  ConnectionTls,
  EventMessage,
  KeysMessage,
  ProofReplayed,
  RefusedMessage,
  ReplayMessage,
  StatusMessage,
  RevocationListLoaded,
  RevocationListRestored,
  RevocationListUnavailable,
  RevocationMessage,
  RevocationWithdrawn,
  StoreUnavailable,
  TokenIdentity,
  UsageMessage,
  VerifiedMessage,
} from './channels.js'
export type { DecryptionKeys } from './encryption/decryption-keys.js'
export type { ExportedIssuerKeys, KeysSnapshot } from './keys/exported-keys.js'
export type { ErrorHeaders, Reason } from './errors.js'
export type { NonceSecrets } from './dpop/nonces.js'
export type { MemoryReplayStore, MemoryReplayStoreOptions } from './replay/memory-replay-store.js'
export type { ReplayStore } from './replay/replay-store.js'
export type {
  MemoryRevocationList,
  MemoryRevocationListOptions,
} from './revocation/memory-revocation-list.js'
export type {
  GrantRevocation,
  PartyRevocation,
  RevocableToken,
  Revocation,
  RevocationList,
  SessionRevocation,
  TokenRevocation,
} from './revocation/revocation-list.js'
export type { Delivery, EventReceiver } from './security-events/event-receiver.js'
export type { EventType } from './security-events/event-types.js'
export type {
  BackchannelLogoutReceiverOptions,
  EventReceiverOptions,
  ReceivedEvent,
  SecurityEventReceiverOptions,
} from './security-events/receiver-options.js'
export type { PlainAnswer } from './protected-resource.js'
export type { StatusListOptions } from './status-list/status-list-options.js'
export type {
  CacheOptions,
  DpopMode,
  DpopNonceOptions,
  DpopOptions,
  IntrospectionOptions,
  IssuerOptions,
  Limits,
  ProtectedResourceOptions,
  ScopeReader,
  TokenSources,
  TokenType,
  TrustedIssuer,
  VerifierOptions,
} from './options.js'
export type { Decision, Denial, Policy, PolicyContext, StepUp } from './policy/policy.js'
export type { RequiredDetail } from './policy/authorization-details-policy.js'
export type { ErrorCode, Refusal, RefusalReason } from './refusals.js'
export type { TokenRequest } from './token-request.js'
export type { ClaimsOf } from './verifier.js'
export type {
  AuthenticationOf,
  IssuerHealth,
  ProtectedResourceMetadata,
  Verifier,
  VerifierHealth,
} from './verifier-types.js'
