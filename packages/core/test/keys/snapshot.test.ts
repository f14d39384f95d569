import {
  createTestClock,
  createTestIdentityProvider,
  type TestClock,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  CHANNELS,
  createVerifier,
  type KeysMessage,
  type KeysSnapshot,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import { recordChannel, type RecordedChannel } from '../support/recorded-channel.js'

const audience = 'https://rs.example'
let clock: TestClock
let provider: TestIdentityProvider
let events: RecordedChannel<KeysMessage>
const verifiers: Verifier[] = []

beforeEach(async () => {
  clock = createTestClock()
  const algorithms = ['ES256', 'RS256', 'Ed25519'] as const
  provider = await createTestIdentityProvider({ clock, audience, algorithms })
  events = recordChannel(CHANNELS.keys)
})
afterEach(async () => {
  events.close()
  for (const verifier of verifiers.splice(0)) verifier.close()
  await provider.close()
})

function verifierOf(options: Partial<VerifierOptions> = {}): Verifier {
  const verifier = createVerifier({ issuer: provider.issuer, audience, clock, ...options })
  verifiers.push(verifier as Verifier)
  return verifier as Verifier
}

/** What one process leaves to the next: JSON, on a disk. */
async function exported(options: Partial<VerifierOptions> = {}): Promise<KeysSnapshot> {
  const verifier = verifierOf(options)
  await verifier.ready()
  return JSON.parse(JSON.stringify(verifier.exportKeys())) as KeysSnapshot
}

const statusOf = async (verifier: Verifier): Promise<number> => {
  const outcome = verifier.verifyToken(await provider.token())
  return outcome.then(
    () => 200,
    (error: { status: number }) => error.status,
  )
}

describe('keys that were exported', () => {
  it('are public keys, when they were fetched, and nothing else', async () => {
    const [kept, ...others] = (await exported()).issuers
    expect(others).toEqual([])
    expect(kept).toEqual({
      issuer: provider.issuer,
      fetchedAt: clock.now(),
      keys: provider.jwks.keys.map((jwk) => ({ ...(jwk as object), use: 'sig' })),
    })
  })

  it('are none before any were fetched, and none of those that are configured', async () => {
    expect(verifierOf().exportKeys()).toEqual({ version: 1, issuers: [] })
    const keys = provider.jwks as NonNullable<VerifierOptions['keys']>
    expect(await exported({ keys })).toEqual({ version: 1, issuers: [] })
  })

  it('are none once they are too old', async () => {
    const verifier = verifierOf({ maxStale: 0 })
    await verifier.ready()
    clock.advance(600)
    expect(verifier.exportKeys().issuers).toEqual([])
  })
})

describe('keys that were imported', () => {
  it('let a process start while its provider is away', async () => {
    const snapshot = await exported()
    await provider.stop()
    clock.advance(3600)
    const verifier = verifierOf()
    verifier.importKeys(snapshot)
    await verifier.ready()
    for (const key of ['es1', 'rs1', 'ed1']) {
      await verifier.verifyToken(await provider.token({}, { key }))
    }
    expect(verifier.health().issuers[0]).toMatchObject({ state: 'stale', keys: 3, age: 3600 })
  })

  it('have nothing fetched by themselves, and are refreshed behind the first request', async () => {
    const snapshot = await exported()
    const verifier = verifierOf()
    verifier.importKeys(snapshot)
    expect(events.messages.at(-1)).toMatchObject({ event: 'restored', state: 'fresh', keys: 3 })
    const before = provider.requestCount()
    provider.removeKey('ed1')
    const refreshed = events.next()
    expect(await statusOf(verifier)).toBe(200)
    expect(await refreshed).toMatchObject({ event: 'loaded', keys: 2 })
    expect(provider.requestCount()).toBe(before + 2)
    const withdrawn = await provider.token({}, { key: 'ed1' })
    expect((await refusalOf(verifier.verifyToken(withdrawn))).reason).toBe('unknown_key')
  })

  it('are refreshed by ready(), as far as that can be', async () => {
    const snapshot = await exported()
    provider.removeKey('ed1')
    clock.advance(20 * 3600)
    const verifier = verifierOf()
    verifier.importKeys(snapshot)
    await verifier.ready()
    expect(verifier.health().issuers[0]).toMatchObject({ state: 'fresh', keys: 2, age: 0 })
    const withdrawn = await provider.token({}, { key: 'ed1' })
    expect((await refusalOf(verifier.verifyToken(withdrawn))).reason).toBe('unknown_key')
  })

  it('are no younger than they were', async () => {
    const snapshot = await exported()
    await provider.stop()
    clock.advance(600 + 86_400)
    const verifier = verifierOf()
    verifier.importKeys(snapshot)
    expect(await statusOf(verifier)).toBe(503)
  })

  it('are no younger for coming out of the future', async () => {
    const { issuers, version } = await exported()
    await provider.stop()
    const fetchedAt = clock.now() + 1_000_000
    const verifier = verifierOf()
    verifier.importKeys({ version, issuers: issuers.map((kept) => ({ ...kept, fetchedAt })) })
    expect(await statusOf(verifier)).toBe(200)
    clock.advance(86_400)
    expect(await statusOf(verifier)).toBe(503)
  })

  it('do not replace newer ones', async () => {
    const snapshot = await exported()
    provider.removeKey('es1')
    clock.advance(1)
    const verifier = verifierOf()
    await verifier.ready()
    verifier.importKeys(snapshot)
    expect(await statusOf(verifier)).toBe(401)
  })

  it('are of no use where the configuration has come to name another place', async () => {
    const keys = new URL(provider.jwksUri)
    const [discovered, given] = [await exported(), await exported({ keys })]
    await provider.stop()
    const discovering = verifierOf()
    discovering.importKeys(given)
    expect(await statusOf(discovering)).toBe(503)
    const told = verifierOf({ keys })
    told.importKeys(discovered)
    expect(await statusOf(told)).toBe(503)
    clock.advance(1)
    told.importKeys(given)
    expect(await statusOf(told)).toBe(200)
  })

  it('are of no use to an issuer that has its keys already, or is not trusted', async () => {
    const snapshot = await exported()
    const keys = { keys: [] as object[] }
    keys.keys.push(...(provider.jwks.keys.slice(1) as object[]))
    const configured = verifierOf({ keys: keys as NonNullable<VerifierOptions['keys']> })
    configured.importKeys(snapshot)
    expect(await statusOf(configured)).toBe(401)
    const stranger = verifierOf({ issuer: 'https://other.example' })
    stranger.importKeys(snapshot)
    expect(await statusOf(stranger)).toBe(401)
    expect(stranger.health().issuers.map(({ issuer }) => issuer)).toEqual(['https://other.example'])
  })

  it('are looked at as closely as fetched ones', async () => {
    const { issuers, version } = await exported()
    const secret = { kty: 'oct', k: 'AAAA', kid: 'es1' }
    const verifier = verifierOf()
    await provider.stop()
    verifier.importKeys({ version, issuers: issuers.map((kept) => ({ ...kept, keys: [secret] })) })
    expect(await statusOf(verifier)).toBe(503)
  })

  it('come to life in no verifier that was closed', async () => {
    const snapshot = await exported()
    const verifier = verifierOf()
    verifier.close()
    verifier.importKeys(snapshot)
    expect(await statusOf(verifier)).toBe(503)
    expect(verifier.exportKeys().issuers).toEqual([])
  })
})
