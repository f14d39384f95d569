import { createVerifier, type Verifier, type VerifierOptions } from '@countersign/core'
import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterAll } from 'vitest'

/** An identity provider for the tests of one file, and a verifier that trusts it. */
export async function startProvider(
  options: Partial<VerifierOptions<undefined>> = {},
): Promise<{ provider: TestIdentityProvider; verifier: Verifier }> {
  const provider = await createTestIdentityProvider()
  const verifier = createVerifier({
    issuer: provider.issuer,
    audience: 'https://rs.example',
    ...options,
  })
  afterAll(async () => {
    verifier.close()
    await provider.close()
  })
  return { provider, verifier }
}

/** The header of a request with a token. */
export function bearer(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` }
}
