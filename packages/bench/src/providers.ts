import {
  createTestIdentityProvider,
  type TestClock,
  type TestIdentityProvider,
} from '@countersign/testing'

/** What the providers put into `aud`. */
export const AUDIENCE = 'https://rs.example'

/** Starts identity providers, each of them a server of its own on loopback, without keys so far. */
export async function startProviders(
  count: number,
  clock: TestClock,
): Promise<readonly TestIdentityProvider[]> {
  return Promise.all(
    Array.from({ length: count }, async () =>
      createTestIdentityProvider({ algorithms: [], audience: AUDIENCE, clock }),
    ),
  )
}

export async function closeAll(providers: readonly TestIdentityProvider[]): Promise<void> {
  await Promise.all(providers.map((provider) => provider.close()))
}
