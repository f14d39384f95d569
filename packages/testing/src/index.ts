export { authenticated } from './authenticated/authenticated.js'
export { authenticatedFetch } from './authenticated/authenticated-fetch.js'
export { createTestAuthentication } from './authenticated/test-authentication.js'
export { encodeSegment } from './encode-segment.js'
export { keyPair } from './key-pair.js'
export { createTestPasskey } from './passkey/test-passkey.js'
export { parseChallenges } from './parse-challenges.js'
export { proof } from './proof.js'
export { createProofKey } from './proof-key.js'
export { rawRequest } from './raw-request.js'
export { signCompact } from './sign-compact.js'
export { createTestCertificate } from './test-certificate.js'
export { createTestClock } from './test-clock.js'
export { createTestIdentityProvider } from './test-identity-provider.js'
export { createTestStatusList } from './test-status-list.js'
export { useTestIdentityProvider } from './use-test-identity-provider.js'

export type {
  FastifyApplication,
  KoaApplication,
  Listener,
  NestApplication,
  NodeApplication,
  ServerApplication,
} from './authenticated/application.js'
export type {
  AuthenticatedFetch,
  FetchApplication,
  FetchHandler,
} from './authenticated/authenticated-fetch.js'
export type { TestBinding, TestIdentity } from './authenticated/identity.js'
export type {
  TestAuthentication,
  TestAuthenticationOptions,
} from './authenticated/test-authentication.js'
export type { Caching } from './caching.js'
export type { Fault } from './faults.js'
export type { Challenge } from './parse-challenges.js'
export type {
  AttestedPasskey,
  PasskeyAnswer,
  PasskeyAssertion,
  PasskeyAttestation,
  PasskeyDeviations,
  TestPasskey,
} from './passkey/passkey-types.js'
export type { CborValue } from './passkey/cbor.js'
export type { ProofOptions } from './proof.js'
export type { ProofKey } from './proof-key.js'
export type { KeyPair } from './key-pair.js'
export type { RawRequestOptions } from './raw-request.js'
export type { RawResponse } from './read-response.js'
export type { RawAlgorithm, SignatureOptions } from './signature-of.js'
export type { SignCompactOptions } from './sign-compact.js'
export type { TestCertificate, TestCertificateOptions } from './test-certificate.js'
export type { TestClock } from './test-clock.js'
export type {
  RecordedRequest,
  SignParts,
  Target,
  TestIdentityProvider,
  TestIdentityProviderOptions,
  TestTokenOptions,
} from './test-identity-provider.js'
export type { RawAnswer, TestIntrospection } from './test-introspection.js'
export type { TestResourceServer } from './test-resource-server.js'
export type {
  StatusListFault,
  StatusListParts,
  TestStatusList,
  TestStatusListOptions,
} from './test-status-list.js'
export type { Overrides } from './test-tokens.js'
export type { AllHooks, NodeHooks } from './use-test-identity-provider.js'
