import assert from 'node:assert/strict'
import type { TestIdentityProvider } from '../../index.js'
import type { IssuerHealthUnderTest } from '../core-under-test.js'
import type { Server } from '../world.js'

/** What a server knows of the keys of one of its providers. */
export function healthOf({ verifier }: Server, idp: TestIdentityProvider): IssuerHealthUnderTest {
  const health = verifier.health().issuers.find(({ issuer }) => issuer === idp.issuer)
  assert.ok(health, 'health() leaves the issuer out')
  return health
}
