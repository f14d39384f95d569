import {
  createTestClock,
  createTestIdentityProvider,
  type Fault,
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
const clock = createTestClock()
let provider: TestIdentityProvider
let verifier: Verifier
let events: RecordedChannel<KeysMessage>

beforeEach(async () => {
  provider = await createTestIdentityProvider({ clock, audience, algorithms: ['ES256', 'Ed25519'] })
  verifier = createVerifier({ issuer: provider.issuer, audience, clock })
  events = recordChannel(CHANNELS.keys)
})
afterEach(async () => {
  events.close()
  verifier.close()
  await provider.close()
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
  ])('is away too when its keys are %j', async (fault) => {
    provider.fault('jwks', fault)
    expect((await refusal()).reason).toBe('dependency_unavailable')
    const [health] = verifier.health().issuers
    expect(health).toMatchObject({ state: 'empty', keys: 0 })
    expect(health?.lastError).toEqual(expect.any(String))
  })
})

describe('a provider that goes away later', () => {
  it('leaves its keys in use for a day, and then nothing is known any more', async () => {
    await verifier.ready()
    await provider.stop()
    expect(await refresh(600)).toMatchObject({ event: 'failed', keys: 2 })
    expect(verifier.health().issuers[0]).toMatchObject({
      state: 'stale',
      keys: 2,
      age: 600,
      lastError: expect.stringContaining('no usable metadata: '),
    })
    await refresh(86_400 - 600 - 1)
    clock.advance(1)
    expect((await refusal()).status).toBe(503)
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
    expect(provider.requestCount()).toBe(before + 2)
    await refresh(1)
    clock.advance(1)
    await verifier.verifyToken(await provider.token())
    expect(provider.requestCount()).toBe(before + 4)
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

  it('can be asked about it again as soon as that patience allows', async () => {
    await verifier.ready()
    provider.fault('all', 'down')
    await refusal(unknownKey())
    provider.fault('all', undefined)
    clock.advance(1)
    expect((await refusal(unknownKey())).reason).toBe('unknown_key')
  })

  it('cannot be asked about it after a long silence either', async () => {
    await verifier.ready()
    await provider.stop()
    clock.advance(1_300)
    expect(await refusal(unknownKey())).toMatchObject({ status: 503 })
  })

  it('delays one request after a long silence, and that one is served', async () => {
    await verifier.ready()
    provider.fault('all', 'down')
    clock.advance(1_200)
    const ended = events.next()
    await verifier.verifyToken(await provider.token())
    expect(await ended).toMatchObject({ event: 'failed', keys: 2 })
    provider.fault('all', 'hang')
    clock.advance(1)
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
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

it('takes a set that is empty from the first for what it is: no key is known', async () => {
  provider.fault('jwks', 'empty-set')
  expect((await refusal()).reason).toBe('unknown_key')
})

/** The timers of AbortSignal.timeout, which no clock of ours moves: milliseconds, and their end. */
function timers(): readonly { readonly after: number; end(): void }[] {
  const made: { after: number; end(): void }[] = []
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((after) => {
    const controller = new AbortController()
    made.push({ after, end: () => controller.abort(new Error(`${after} ms are over`)) })
    return controller.signal
  })
  return made
}

describe('an answer that never ends', () => {
  afterEach(() => vi.restoreAllMocks())

  it.each<Fault>(['hang', 'drip'])('is given 5 seconds: %j', async (fault) => {
    provider.fault('jwks', fault)
    const made = timers()
    const outcome = refusal()
    await expect.poll(() => provider.requestCount('jwks'), PATIENT).toBe(1)
    // Of everything, of the metadata, of the keys.
    expect(made.map(({ after }) => after)).toEqual([8_000, 5_000, 5_000])
    made[2]?.end()
    const error = await outcome
    expect(error.status).toBe(503)
    expect(error.cause).toMatchObject({ message: `${provider.jwksUri}: 5000 ms are over` })
  })

  it('leaves 3 seconds for the other place of metadata', async () => {
    provider.fault('metadata', 'hang')
    const made = timers()
    const outcome = refusal()
    await expect.poll(() => provider.requestCount(), PATIENT).toBe(1)
    made[1]?.end()
    await expect.poll(() => provider.requestCount(), PATIENT).toBe(2)
    made[0]?.end()
    expect((await outcome).status).toBe(503)
    expect(provider.requestCount()).toBe(2)
    expect(made.map(({ after }) => after)).toEqual([8_000, 5_000, 5_000])
  })

  it('leaves nothing for it where everything took 8 seconds', async () => {
    provider.fault('metadata', 'hang')
    const made = timers()
    const outcome = refusal()
    await expect.poll(() => provider.requestCount(), PATIENT).toBe(1)
    made[0]?.end()
    expect((await outcome).status).toBe(503)
    expect(provider.requestCount()).toBe(1)
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
