import type { TestIdentityProvider } from '@countersign/testing'
import type { IntrospectionOptions } from '../../src/index.js'

/** The option that has a provider asked, by its secret, with changes. */
export function introspecting(
  { introspection: { endpoint, client } }: TestIdentityProvider,
  changes: Partial<IntrospectionOptions> = {},
): IntrospectionOptions {
  const { clientId, clientSecret } = client
  return { endpoint, clientId, clientSecret, ...changes }
}

/** The same, by its key. */
export function introspectingByKey(
  { introspection: { endpoint, client } }: TestIdentityProvider,
  changes: Partial<IntrospectionOptions> = {},
): IntrospectionOptions {
  const { clientId, privateKey } = client
  return { endpoint, clientId, privateKey, ...changes }
}

/** How many questions have come to a provider. */
export function questions(provider: TestIdentityProvider): number {
  return provider.requestCount('introspection')
}
