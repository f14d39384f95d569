import { createVerifier, type IssuerOptions, type Verifier } from '@countersign/core'
import type { SigningKey } from '@countersign/issuer'
import type { TestClock, TestIdentityProvider } from '@countersign/testing'
import { AUDIENCE } from './providers.js'

/** Where a verifier has the keys of an issuer from. */
export const SOURCES = ['static keys', 'JWKS URL', 'discovery'] as const

/** How it knows which issuers to trust: a list, or the trusted-issuer function. */
export const TRUSTS = ['list', 'function'] as const

/** One way to trust issuers. */
export interface Trusting {
  readonly source: (typeof SOURCES)[number]
  readonly trust: (typeof TRUSTS)[number]
}

/** Makes a verifier that trusts these providers in this way. */
export function verifierOf(
  providers: readonly TestIdentityProvider[],
  { source, trust }: Trusting,
  clock: TestClock,
): Verifier {
  const trusted = providers.map((provider) => optionsOf(provider, source))
  const byIdentifier = new Map(trusted.map((options) => [options.issuer, options]))
  return createVerifier({
    issuer: trust === 'list' ? trusted : (issuer) => byIdentifier.get(issuer),
    audience: AUDIENCE,
    // Every call is to be a verification.
    cache: false,
    clock,
  })
}

function optionsOf(
  { issuer, jwks, jwksUri }: TestIdentityProvider,
  source: Trusting['source'],
): IssuerOptions {
  if (source === 'discovery') return { issuer }
  if (source === 'JWKS URL') return { issuer, keys: new URL(jwksUri) }
  return { issuer, keys: { keys: jwks.keys as SigningKey['publicJwk'][] } }
}
