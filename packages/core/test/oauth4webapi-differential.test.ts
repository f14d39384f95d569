import { createProofKey, type ProofKey } from '@countersign/testing'
import * as fc from 'fast-check'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ReplayStore } from '../src/index.js'
import { createProvenWorld, type ProvenWorld } from './support/proven-world.js'
import { type ProofDraft, proofChange } from './support/proof-changes.js'

const NOW = 1_800_000_000
const ALGORITHMS = ['ES256', 'ES384', 'RS256', 'PS256', 'Ed25519'] as const

let world: ProvenWorld
let keys: readonly ProofKey[]

// Replays are no business of the other side's.
const forgetful: ReplayStore = { add: () => true }

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW * 1000 })
  world = await createProvenWorld()
  world.clock.set(NOW * 1000)
  keys = await Promise.all(ALGORITHMS.map((algorithm) => createProofKey(algorithm)))
})
afterAll(async () => {
  await world.close()
  vi.useRealTimers()
})

/** Whether the reference takes a request. */
async function takenByReference(token: string, made: string): Promise<boolean> {
  const { issuer } = world.provider
  const as = { issuer, jwks_uri: world.provider.jwksUri }
  const headers = { authorization: `DPoP ${token}`, dpop: made }
  const jwks = world.provider.jwks as oauth.JWKS
  try {
    const request = new Request('https://rs.example/orders', { headers })
    await oauth.validateJwtAccessToken(as, request, 'https://rs.example', {
      [oauth.jwksCache]: { jwks, uat: NOW },
      requireDPoP: true,
    })
    return true
  } catch {
    return false
  }
}

describe('what we take, oauth4webapi takes', () => {
  it('of proofs that were changed', { timeout: 60_000 }, async () => {
    const verifier = world.verifier({ replay: forgetful })
    const counts = { both: 0, neither: 0, stricter: 0 }
    const changes = fc.array(proofChange(NOW), { maxLength: 2 })
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 1_000 }), changes, async (chosen, applied) => {
        const key = keys[chosen % keys.length]
        if (!key) throw new Error('there is a key')
        const token = await world.token({ cnf: { jkt: key.thumbprint } })
        const draft: ProofDraft = { header: { jwk: { ...key.publicJwk } }, claims: {} }
        for (const change of applied) change.draft?.(draft)
        const signed = world.proof(token, draft, key)
        const made = applied.reduce((text, change) => change.text?.(text) ?? text, signed)

        const ours = await verifier.verifyRequest(world.request(token, made)).then(
          () => true,
          () => false,
        )
        const theirs = await takenByReference(token, made)
        const labels = applied.map(({ label }) => label)
        expect([labels, ours && !theirs]).toEqual([labels, false])
        counts[ours ? 'both' : theirs ? 'stricter' : 'neither'] += 1
      }),
      { numRuns: 1_500 },
    )
    const total = counts.both + counts.neither + counts.stricter
    expect(counts.both / total).toBeGreaterThan(0.2)
    expect(counts.neither / total).toBeGreaterThan(0.2)
  })

  it('and more than that is written down: paths that are equal by RFC 3986', async () => {
    const verifier = world.verifier({ replay: forgetful })
    const token = await world.token()
    const made = world.proof(token, { url: 'https://rs.example/%6Frders' })
    await expect(verifier.verifyRequest(world.request(token, made))).resolves.toBeDefined()
    expect(await takenByReference(token, made)).toBe(false)
  })
})
