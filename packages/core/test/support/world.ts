import {
  createTestClock,
  createTestIdentityProvider,
  type TestClock,
  type TestIdentityProvider,
} from '@countersign/testing'
import { createVerifier, type Verifier, type VerifierOptions } from '../../src/index.js'

export const AUDIENCE = 'https://rs.example'

/** An identity provider, a clock that stands still, and verifiers that trust both. */
export interface World {
  readonly clock: TestClock
  readonly provider: TestIdentityProvider
  verifier(options?: Partial<VerifierOptions>): Verifier
  close(): Promise<void>
}

export async function createWorld(): Promise<World> {
  const clock = createTestClock()
  const algorithms = ['ES256', 'Ed25519'] as const
  const provider = await createTestIdentityProvider({ clock, audience: AUDIENCE, algorithms })
  const verifiers: Verifier[] = []
  return {
    clock,
    provider,
    verifier(options = {}) {
      const { issuer } = provider
      const verifier = createVerifier({ issuer, audience: AUDIENCE, clock, ...options })
      // Without a schema: tests of types make theirs themselves.
      verifiers.push(verifier as Verifier)
      return verifier as Verifier
    },
    async close() {
      for (const verifier of verifiers) verifier.close()
      await provider.close()
    },
  }
}
