import { createProofKey, type ProofOptions } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DependencyError, memoryReplayStore, type VerifierOptions } from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import { createProvenWorld, type ProvenWorld } from '../support/proven-world.js'

const algorithms = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
  'Ed25519',
] as const

let world: ProvenWorld

beforeAll(async () => {
  world = await createProvenWorld()
})
afterAll(() => world.close())

/** Why a proof with these changes is refused; `undefined`: it is not. */
async function reasonFor(
  changes: Partial<ProofOptions>,
  options: Partial<VerifierOptions> = {},
): Promise<string | undefined> {
  const token = await world.token()
  const verifier = world.verifier(options)
  const pending = verifier.verifyRequest(world.request(token, world.proof(token, changes)))
  return pending.then(
    () => undefined,
    async () => (await refusalOf(pending)).reason,
  )
}

const iat = (offset: number): Partial<ProofOptions> => ({
  claims: { iat: world.clock() / 1000 + offset },
})

describe('a token with a proof', () => {
  it('is taken, and says what was proven', async () => {
    const token = await world.token()
    const auth = await world.verifier().verifyRequest(world.request(token, world.proof(token)))
    expect(auth.scheme).toBe('DPoP')
    expect(auth.binding).toEqual({ jkt: world.holder.thumbprint })
  })

  it.each(algorithms)('is taken with a key for %s', async (algorithm) => {
    const key = await createProofKey(algorithm)
    const token = await world.token({ cnf: { jkt: key.thumbprint } })
    const verifier = world.verifier()
    for (const attempt of ['with a key that is new', 'with one that is known']) {
      const made = world.proof(token, {}, key)
      const auth = await verifier.verifyRequest(world.request(token, made))
      expect([attempt, auth.binding?.jkt]).toEqual([attempt, key.thumbprint])
    }
  })

  it('is refused as a bearer token, with the proof or without', async () => {
    const token = await world.token()
    const authorization = `Bearer ${token}`
    for (const headers of [{ authorization }, { authorization, dpop: world.proof(token) }]) {
      const request = world.request(token, '', { headers })
      const { reason } = await refusalOf(world.verifier().verifyRequest(request))
      expect(reason).toBe('bound_token_as_bearer')
    }
  })

  it('is refused by somebody else’s proof', async () => {
    const token = await world.token()
    const made = world.proof(token, {}, await createProofKey())
    const { reason, code } = await refusalOf(
      world.verifier().verifyRequest(world.request(token, made)),
    )
    expect([reason, code]).toEqual(['key_mismatch', 'invalid_token'])
  })

  it('is known by its key, and still refused by a wrong signature', async () => {
    const verifier = world.verifier()
    const token = await world.token()
    await verifier.verifyRequest(world.request(token, world.proof(token)))
    const forged = `${world.proof(token).slice(0, -86)}${'A'.repeat(86)}`
    const { reason } = await refusalOf(verifier.verifyRequest(world.request(token, forged)))
    expect(reason).toBe('invalid_proof_signature')
  })
})

describe('the time of a proof', () => {
  it.each([
    [-59.9, undefined],
    [-60, 'proof_expired'],
    [-3600, 'proof_expired'],
    [10, undefined],
    [10.1, 'proof_not_yet_valid'],
    [86_400, 'proof_not_yet_valid'],
  ])('%d seconds from now: %s', async (offset, reason) => {
    expect(await reasonFor(iat(offset))).toBe(reason)
  })

  it('is for the options to say', async () => {
    const dpop = { maxAge: 300, skew: 0 }
    expect(await reasonFor(iat(-299), { dpop })).toBeUndefined()
    expect(await reasonFor(iat(-300), { dpop })).toBe('proof_expired')
    expect(await reasonFor(iat(1), { dpop })).toBe('proof_not_yet_valid')
  })

  it('is also what exp and nbf say, where they are there', async () => {
    const now = world.clock() / 1000
    expect(await reasonFor({ claims: { exp: now } })).toBe('proof_expired')
    expect(await reasonFor({ claims: { exp: now + 1 } })).toBeUndefined()
    expect(await reasonFor({ claims: { nbf: now + 11 } })).toBe('proof_not_yet_valid')
    expect(await reasonFor({ claims: { exp: 'soon' } })).toBe('malformed_proof')
  })
})

describe('a proof', () => {
  it('works once, until it works no more', async () => {
    const verifier = world.verifier()
    const token = await world.token({ exp: world.clock() / 1000 + 3600 })
    const request = world.request(token, world.proof(token, iat(10)))
    await expect(verifier.verifyRequest(request)).resolves.toBeDefined()
    for (let second = 0; second < 70; second++) {
      const { reason } = await refusalOf(verifier.verifyRequest(request))
      expect([second, reason]).toEqual([second, 'proof_replayed'])
      world.clock.advance(1)
    }
    expect((await refusalOf(verifier.verifyRequest(request))).reason).toBe('proof_expired')
  })

  it('works once of fifty at a time, in two verifiers with one memory', async () => {
    const replay = memoryReplayStore({ clock: world.clock })
    const [one, other] = [world.verifier({ replay }), world.verifier({ replay })]
    const token = await world.token()
    const request = world.request(token, world.proof(token))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, at) => (at % 2 ? one : other).verifyRequest(request)),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('is not used up by a request that is refused', async () => {
    const replay = memoryReplayStore({ clock: world.clock })
    const token = await world.token()
    const request = world.request(token, world.proof(token))
    const elsewhere = { ...request, url: '/admin' }
    const verifier = world.verifier({ replay })
    expect((await refusalOf(verifier.verifyRequest(elsewhere))).reason).toBe('wrong_url')
    expect(replay.size).toBe(0)
    await expect(verifier.verifyRequest(request)).resolves.toBeDefined()
    expect(replay.size).toBe(1)
  })

  it('shares no name with a proof by another key', async () => {
    const [other, verifier] = [await createProofKey(), world.verifier()]
    for (const key of [world.holder, other]) {
      const token = await world.token({ cnf: { jkt: key.thumbprint } })
      const made = world.proof(token, { claims: { jti: 'the same' } }, key)
      await expect(verifier.verifyRequest(world.request(token, made))).resolves.toBeDefined()
    }
  })
})

describe('a store that takes its time', () => {
  it('says nothing about a proof that has expired meanwhile, and may be forgotten', async () => {
    const token = await world.token({ exp: world.clock() / 1000 + 3600 })
    for (const dpop of [{}, { nonce: { secret: 'n'.repeat(32), lifetime: 20 } }]) {
      const replay = {
        add() {
          world.clock.advance(61)
          return Promise.resolve(true)
        },
      }
      const verifier = world.verifier({ replay, dpop })
      const asked = await refusalOf(verifier.verifyRequest(world.request(token, '')))
      const nonce = asked.headers['DPoP-Nonce']
      const made = world.proof(token, nonce === undefined ? {} : { nonce })
      const { reason } = await refusalOf(verifier.verifyRequest(world.request(token, made)))
      expect(reason).toBe('proof_expired')
    }
  })
})

describe('a store that cannot tell', () => {
  const stores: readonly (readonly [string, NonNullable<VerifierOptions['replay']>['add']])[] = [
    ['throws', () => expect.fail('gone')],
    ['rejects', () => Promise.reject(new Error('gone'))],
    ['says nothing', () => undefined as unknown as boolean],
    ['says something else', () => Promise.resolve('OK' as unknown as boolean)],
  ]

  it.each(stores)('is a 503, and never a yes: it %s', async (_, add) => {
    const token = await world.token()
    const verifier = world.verifier({ replay: { add } })
    const error = await refusalOf(verifier.verifyRequest(world.request(token, world.proof(token))))
    expect(error).toMatchObject({ status: 503, reason: 'dependency_unavailable' })
    expect(error.headers).toEqual({ 'Retry-After': '1' })
  })

  it('may be able to tell of a newer nonce, so that comes with the 503', async () => {
    const told: number[] = []
    const replay = {
      add(_key: string, _expiresAt: number, validFrom: number) {
        told.push(validFrom)
        // It was started a moment ago, and knows of nothing before.
        if (validFrom < started) throw new DependencyError('too young', { retryAfter: 15 })
        return true
      },
    }
    const nonce = { secret: 'n'.repeat(32), lifetime: 3600 }
    const verifier = world.verifier({ replay, dpop: { nonce } })
    const token = await world.token({ exp: world.clock() / 1000 + 3600 })
    const refused = await refusalOf(verifier.verifyRequest(world.request(token, '')))
    world.clock.advance(20)
    // Both could have been used ten seconds before they say, by a clock that is so much behind.
    const started = Math.floor(world.clock() / 1000) - 10

    const old = world.proof(token, { nonce: refused.headers['DPoP-Nonce'] ?? '' })
    const error = await refusalOf(verifier.verifyRequest(world.request(token, old)))
    expect(error).toBeInstanceOf(DependencyError)
    expect(error.headers).toMatchObject({ 'Retry-After': '15', 'Cache-Control': 'no-store' })
    const fresh = world.proof(token, { nonce: error.headers['DPoP-Nonce'] ?? '' })
    await expect(verifier.verifyRequest(world.request(token, fresh))).resolves.toBeDefined()
    expect(told).toEqual([started - 20, started])
  })
})
