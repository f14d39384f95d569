import {
  createTestIdentityProvider,
  type TestIdentityProvider,
  type TestIdentityProviderOptions,
} from './test-identity-provider.js'

type Hook = (body: () => Promise<void>) => unknown

/** Of vitest and jest: `{ beforeAll, afterEach, afterAll }`. */
export interface AllHooks {
  readonly beforeAll: Hook
  readonly afterAll: Hook
  /** Given, it heals the provider after each test: no fault of one is met by the next. */
  readonly afterEach?: Hook
}

/** Of node:test: `{ before, afterEach, after }`. */
export interface NodeHooks {
  readonly before: Hook
  readonly after: Hook
  /** As in {@link AllHooks}. */
  readonly afterEach?: Hook
}

/**
 * An identity provider for the tests of a file or of a suite, started before them and closed after
 * them by the hooks of the test runner. Gives a function that gives the provider.
 *
 * That throws before the provider was started: call it in tests and in hooks. Options are those of
 * `createTestIdentityProvider`.
 */
export function useTestIdentityProvider(
  hooks: AllHooks | NodeHooks,
  options?: TestIdentityProviderOptions,
): () => TestIdentityProvider {
  const [before, after] =
    'beforeAll' in hooks ? [hooks.beforeAll, hooks.afterAll] : [hooks.before, hooks.after]
  let provider: TestIdentityProvider | undefined

  before(async () => {
    provider = await createTestIdentityProvider(options)
  })
  hooks.afterEach?.(async () => provider?.heal())
  after(async () => provider?.close())

  return function identityProvider() {
    if (provider) return provider
    throw new Error('the identity provider is not there yet: ask for it in a test, or in a hook')
  }
}
