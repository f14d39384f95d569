// What the contracts use of @countersign/core, by shape: this package must not import it.

/** The part of a verifier that the contracts use. */
export interface VerifierUnderTest {
  verifyToken(token: string): Promise<unknown>
  ready(): Promise<void>
  health(): VerifierHealthUnderTest
  resourceMetadata(): { readonly url: URL; readonly document: object } | undefined
  close(): void
}

interface VerifierHealthUnderTest {
  readonly issuers: readonly IssuerHealthUnderTest[]
}

/** What a verifier knows of the keys of one issuer. */
export interface IssuerHealthUnderTest {
  readonly issuer: string
  readonly state: string
  /** Seconds. */
  readonly age: number | undefined
  readonly lastError: string | undefined
}

/** A policy is opaque to the contracts: it goes from the core to the adapter. */
export interface PolicyUnderTest {
  readonly description: string
}

/** The part of a request that the contracts' own policies read. */
export interface RequestUnderTest {
  readonly method: string
  readonly url: string
}

/** What the contracts read of an AuthError. */
interface AuthErrorUnderTest extends Error {
  readonly status: number
  readonly reason: string
}

/** What the contracts read of a ConfigError. */
interface ConfigErrorUnderTest extends TypeError {
  readonly option: string
}

type ErrorClass<T> = abstract new (...args: never[]) => T

/** The namespace object of `@countersign/core`, as far as the contracts use it. */
export interface CoreUnderTest<
  V extends VerifierUnderTest = VerifierUnderTest,
  P extends PolicyUnderTest = PolicyUnderTest,
> {
  readonly AuthError: ErrorClass<AuthErrorUnderTest>
  readonly DependencyError: ErrorClass<AuthErrorUnderTest>
  readonly ConfigError: ErrorClass<ConfigErrorUnderTest>
  createVerifier(options: object): V
  tlsCertificate(): object
  forwardedCertificate(options: object): object
  memoryReplayStore(options?: object): object
  scopes(...names: string[]): P
  anyScope(...names: string[]): P
  claim(name: string, expected: unknown): P
  role(name: string): P
  allOf(...policies: P[]): P
  anyOf(...policies: P[]): P
  not(policy: P): P
  authenticatedWithin(seconds: number): P
  acr(...values: string[]): P
  authorizationDetails(requirement: object): P
  userOnly(): P
  /** Takes a function of the Authentication and the request. */
  check(decide: object): P
}
