import {
  createTestClock,
  createTestIdentityProvider,
  type Fault,
  type TestClock,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  CHANNELS,
  createVerifier,
  DependencyError,
  type AuthError,
  type KeysMessage,
  type Verifier,
} from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import { recordChannel, type RecordedChannel } from '../support/recorded-channel.js'

// A busy machine may take its time.
const PATIENT = { timeout: 10_000 }

const audience = 'https://rs.example'
let clock: TestClock
let provider: TestIdentityProvider
let verifier: Verifier
let events: RecordedChannel<KeysMessage>

beforeEach(async () => {
  clock = createTestClock()
  // Pauses are shortened by chance; here they are as long as they can be.
  vi.spyOn(Math, 'random').mockReturnValue(1)
  provider = await createTestIdentityProvider({ clock, audience, algorithms: ['ES256', 'Ed25519'] })
  verifier = createVerifier({ issuer: provider.issuer, audience, clock })
  events = recordChannel(CHANNELS.keys)
})
afterEach(async () => {
  events.close()
  verifier.close()
  await provider.close()
  vi.restoreAllMocks()
})

const refusal = async (token = provider.token()): Promise<AuthError> =>
  refusalOf(verifier.verifyToken(await token))

const unknownKey = (): Promise<string> => provider.token({}, { header: { kid: 'made-up' } })

/** Advances the clock to a refresh, and waits until that has ended. */
async function refresh(seconds: number): Promise<KeysMessage> {
  clock.advance(seconds)
  const ended = events.next()
  await verifier.verifyToken(await provider.token())
  return ended
}

describe('a provider that is away at the first request', () => {
  it('is no fault of the client', async () => {
    await provider.stop()
    const error = await refusal()
    expect(error).toBeInstanceOf(DependencyError)
    expect(error).toMatchObject({ status: 503, code: undefined, expose: false })
    expect(error.headers).toEqual({ 'Retry-After': '1' })
    expect(error.cause).toMatchObject({ message: expect.stringContaining('no usable metadata: ') })
    await expect(verifier.ready()).rejects.toBeInstanceOf(DependencyError)
  })

  it('is asked again after 1 second, doubling to 30, and not in between', async () => {
    provider.fault('all', { status: 500 })
    for (const wait of [1, 2, 4, 8, 16, 30, 30]) {
      const before = provider.requestCount()
      expect((await refusal()).headers['Retry-After']).toBe(String(wait))
      expect(provider.requestCount()).toBe(before + 2)
      clock.advance(wait - 0.25)
      expect((await refusal()).headers['Retry-After']).toBe('1')
      expect(provider.requestCount()).toBe(before + 2)
      clock.advance(0.25)
    }
  })

  it('is used as soon as it is back, and forgiven', async () => {
    await provider.stop()
    await refusal()
    await provider.start()
    clock.advance(1)
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
    expect(verifier.health().issuers[0]).toMatchObject({ state: 'fresh', lastError: undefined })
    provider.fault('all', 'down')
    await refresh(600)
    await refresh(1)
    expect(events.messages.map(({ event }) => event)).toEqual([
      'failed',
      'loaded',
      'failed',
      'failed',
    ])
  })

  it('is not waited for longer after a clock was set back', async () => {
    provider.fault('all', 'down')
    await refusal()
    provider.fault('all', undefined)
    clock.advance(-3600)
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
  })

  it.each<Fault>([
    'down',
    'html',
    'not-json',
    'huge',
    { status: 500 },
    { redirect: 'https://evil.example/jwks' },
    { body: '{}' },
    { body: '{"keys":{}}' },
    { body: '{"keys":null}' },
    'empty-set',
    { body: '{"keys":[{"kty":"oct","k":"AA"}]}' },
  ])('is away too when its keys are %j', async (fault) => {
    provider.fault('jwks', fault)
    expect((await refusal()).reason).toBe('dependency_unavailable')
    const [health] = verifier.health().issuers
    expect(health).toMatchObject({ state: 'empty', keys: 0 })
    expect(health?.lastError).toEqual(expect.any(String))
  })
})

describe('a provider that goes away later', () => {
  it('leaves its keys in use for a day past their time, and then nothing is known any more', async () => {
    await verifier.ready()
    await provider.stop()
    expect(await refresh(600)).toMatchObject({ event: 'failed', state: 'stale', keys: 2 })
    expect(verifier.health().issuers[0]).toMatchObject({
      state: 'stale',
      keys: 2,
      age: 600,
      lastError: expect.stringContaining('no usable metadata: '),
    })
    await refresh(86_400 - 1)
    clock.advance(1)
    expect((await refusal()).status).toBe(503)
    expect(verifier.health().issuers[0]).toMatchObject({ state: 'expired', keys: 0, age: 87_000 })
    await provider.start()
    clock.advance(30)
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
  })

  it('is asked with the same patience behind the requests that go on', async () => {
    await verifier.ready()
    provider.fault('all', { status: 500 })
    const before = provider.requestCount()
    await refresh(600)
    await Promise.all(
      Array.from({ length: 20 }, async () => verifier.verifyToken(await provider.token())),
    )
    // Both places of the metadata, and where the keys were.
    expect(provider.requestCount()).toBe(before + 3)
    await refresh(1)
    clock.advance(1)
    await verifier.verifyToken(await provider.token())
    expect(provider.requestCount()).toBe(before + 6)
  })

  it('cannot be asked about an unknown key: that is 503, while known ones go on', async () => {
    await verifier.ready()
    provider.fault('all', 'down')
    expect((await refusal(unknownKey())).status).toBe(503)
    const tried = provider.requestCount()
    clock.advance(0.9)
    expect((await refusal(unknownKey())).status).toBe(503)
    expect(provider.requestCount()).toBe(tried)
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
  })

  it('is not asked about unknown keys more often than in good times', async () => {
    await verifier.ready()
    provider.fault('all', { status: 500 })
    const before = provider.requestCount('jwks')
    for (let second = 0; second < 60; second++) {
      expect(await refusal(unknownKey())).toMatchObject({ status: 503 })
      clock.advance(1)
    }
    expect(provider.requestCount('jwks')).toBe(before + 2)
    provider.fault('all', undefined)
    expect((await refusal(unknownKey())).reason).toBe('unknown_key')
  })

  it('cannot be asked about it after a long silence either', async () => {
    await verifier.ready()
    await provider.stop()
    clock.advance(1_300)
    expect(await refusal(unknownKey())).toMatchObject({ status: 503 })
  })

  it('delays no request, however long nobody asked', async () => {
    await verifier.ready()
    provider.fault('all', 'hang')
    clock.advance(20 * 3600)
    for (let n = 0; n < 3; n++) {
      await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
    }
    expect(provider.requestCount()).toBeLessThanOrEqual(3)
  })

  it('is one of this API where that is asked for', async () => {
    verifier.close()
    verifier = createVerifier({ issuer: provider.issuer, audience, clock, maxStale: 0 })
    await verifier.ready()
    await provider.stop()
    clock.advance(599)
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
    clock.advance(1)
    expect((await refusal()).status).toBe(503)
  })

  it.each<Fault>(['empty-set', 'html', { body: '{"keys":1}' }])(
    'does not lock everyone out by publishing %j',
    async (fault) => {
      await verifier.ready()
      provider.fault('jwks', fault)
      expect(await refresh(600)).toMatchObject({ event: 'failed', keys: 2 })
      await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
    },
  )
})

describe('a set without any key', () => {
  it('is no set: what it says of tokens is nothing', async () => {
    provider.fault('jwks', 'empty-set')
    expect(await refusal()).toMatchObject({ status: 503 })
    expect(await refusal(unknownKey())).toMatchObject({ status: 503 })
  })

  it('is asked for again once in thirty seconds', async () => {
    provider.fault('jwks', 'empty-set')
    expect((await refusal()).headers['Retry-After']).toBe('30')
    clock.advance(29)
    expect((await refusal()).headers['Retry-After']).toBe('1')
    expect(provider.requestCount('jwks')).toBe(1)
    provider.fault('jwks', undefined)
    clock.advance(1)
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
  })
})

describe('metadata that goes away alone', () => {
  it('does not keep a withdrawn key alive', async () => {
    await verifier.ready()
    provider.fault('metadata', { status: 500 })
    provider.removeKey('ed1')
    expect(await refresh(600)).toMatchObject({
      event: 'loaded',
      state: 'fresh',
      keys: 1,
      error: expect.stringContaining('no usable metadata: '),
    })
    // Refused, but without blame: what the metadata would say now, nobody can tell.
    expect(await refusal(provider.token({}, { key: 'ed1' }))).toMatchObject({ status: 503 })
    const { lastError } = verifier.health().issuers[0] ?? {}
    expect(lastError).toContain('status 500')
  })

  it('is got round no longer than keys may be stale', async () => {
    verifier.close()
    verifier = createVerifier({ issuer: provider.issuer, audience, clock, maxStale: 900 })
    await verifier.ready()
    provider.fault('metadata', 'other-issuer')
    expect(await refresh(600)).toMatchObject({ event: 'loaded' })
    expect(await refresh(600)).toMatchObject({ event: 'failed', keys: 2 })
  })
})

describe('a provider that is killed after warm-up', () => {
  // When a refresh is due, at the earliest and at the latest; when keys go stale; hours later; and
  // the last ten minutes before they may not be used any more.
  const boundaries = [450, 540, 600, 3_600, 43_200, 600 + 86_400 - 301]

  it('is missed by nobody in ten minutes around every boundary, and its new keys count', async () => {
    await verifier.ready()
    const fetchedAt = clock.now()
    await provider.stop()
    for (const boundary of boundaries) {
      for (let second = -300; second <= 300; second += 10) {
        clock.set((fetchedAt + boundary + second) * 1000)
        await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
      }
    }
    await provider.start()
    provider.removeKey('es1')
    await provider.addKey('ES256', { kid: 'new' })
    clock.advance(30)
    const [fresh, old] = [provider.token({}, { key: 'new' }), provider.token({}, { key: 'es1' })]
    await expect(verifier.verifyToken(await fresh)).resolves.toBeDefined()
    expect((await refusal(old)).reason).toBe('unknown_key')
  })
})

describe('close', () => {
  it('ends a fetch that is under way', async () => {
    provider.fault('all', 'hang')
    const outcome = refusal()
    await expect.poll(() => provider.requestCount(), PATIENT).toBe(1)
    verifier.close()
    expect(await outcome).toMatchObject({ status: 503 })
  })

  it('is no fault of clients that come later, and nothing is fetched for them', async () => {
    await verifier.ready()
    const asked = provider.requestCount()
    verifier.close()
    clock.advance(3600)
    expect(await refusal()).toMatchObject({ status: 503, reason: 'dependency_unavailable' })
    await expect(verifier.ready()).rejects.toBeInstanceOf(DependencyError)
    expect(provider.requestCount()).toBe(asked)
  })

  it('may be called twice', () => {
    verifier.close()
    expect(() => verifier.close()).not.toThrow()
  })
})
