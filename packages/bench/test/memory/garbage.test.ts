import { isAuthError } from '@countersign/core'
import { generateSigningKey } from '@countersign/issuer'
import { expect, it } from 'vitest'
import { accessToken } from '../../src/access-tokens.js'
import { garbageAt } from '../../src/memory/garbage.js'
import { verifierFor } from '../../src/ours.js'

const key = await generateSigningKey('EdDSA', { kid: 'k' })
const token = accessToken(key, 1, { now: Math.floor(Date.now() / 1000) })

it('is refused for different reasons', async () => {
  const verifier = verifierFor(key)
  const reasons: unknown[] = []
  for (let at = 0; at < 5; at += 1) {
    const error: unknown = await verifier
      .verifyToken(garbageAt(at, { token, key }))
      .catch((thrown: unknown) => thrown)
    reasons.push(isAuthError(error) && error.reason)
  }
  expect(reasons).toEqual([
    'opaque_token',
    'malformed_token',
    'invalid_signature',
    'unknown_key',
    'untrusted_issuer',
  ])
})

it('is another one each time', () => {
  const all = Array.from({ length: 50 }, (_, at) => garbageAt(at, { token, key }))
  expect(new Set(all).size).toBe(50)
})
