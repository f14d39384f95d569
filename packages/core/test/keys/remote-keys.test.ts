import {
  createTestClock,
  createTestIdentityProvider,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CHANNELS, createVerifier, type KeysMessage, type Verifier } from '../../src/index.js'
import { RemoteKeys, type RemoteKeysOptions } from '../../src/keys/remote-keys.js'
import { refusalOf } from '../support/outcome.js'
import { recordChannel, type RecordedChannel } from '../support/recorded-channel.js'

const audience = 'https://rs.example'
const clock = createTestClock()
let provider: TestIdentityProvider
let events: RecordedChannel<KeysMessage>

beforeEach(async () => {
  provider = await createTestIdentityProvider({ clock, audience, algorithms: ['ES256', 'Ed25519'] })
  events = recordChannel(CHANNELS.keys)
})
afterEach(async () => {
  events.close()
  await provider.close()
})

function remoteKeys(changes: Partial<RemoteKeysOptions> = {}): RemoteKeys {
  const { issuer } = provider
  const limits = { maxBytes: 524_288, maxKeys: 1_000 }
  return new RemoteKeys({ issuer, jwksUri: undefined, fetch, clock, ...limits, ...changes })
}

const verifierOf = (): Verifier => createVerifier({ issuer: provider.issuer, audience, clock })

/** How often metadata and keys were asked for. */
const requests = (): readonly [metadata: number, jwks: number] => [
  provider.requestCount('metadata'),
  provider.requestCount('jwks'),
]

describe('the first request', () => {
  it('is what makes keys be fetched, and nothing earlier', async () => {
    const source = remoteKeys()
    expect(requests()).toEqual([0, 0])
    expect(source.health()).toMatchObject({ state: 'empty', keys: 0, age: undefined })
    const set = await source.current()
    expect(set.size).toBe(2)
    expect(requests()).toEqual([1, 1])
    expect(source.health()).toMatchObject({ state: 'fresh', keys: 2, age: 0 })
  })

  it('shares one fetch with two thousand others', async () => {
    const verifier = verifierOf()
    const token = await provider.token()
    const all = Array.from({ length: 2_000 }, async () => verifier.verifyToken(token))
    const subjects = (await Promise.all(all)).map(({ subject }) => subject)
    expect(subjects).toEqual(all.map(() => 'u1'))
    expect(requests()).toEqual([1, 1])
  })

  it('needs no metadata where the address is given', async () => {
    await remoteKeys({ jwksUri: provider.jwksUri }).current()
    expect(requests()).toEqual([0, 1])
  })

  it('may be made early, by ready()', async () => {
    const source = remoteKeys()
    await source.ready()
    await source.ready()
    expect(source.current()).not.toBeInstanceOf(Promise)
    expect(requests()).toEqual([1, 1])
  })

  it('tells the channel what it got, and what it left out', async () => {
    provider.jwks.keys.push(null, { kty: 'oct', k: 'AA' })
    await remoteKeys().current()
    expect(events.messages).toEqual([
      {
        issuer: provider.issuer,
        event: 'loaded',
        keys: 2,
        skipped: [
          { index: 2, problem: 'no object' },
          { index: 3, problem: 'private or symmetric' },
        ],
        error: undefined,
      },
    ])
  })

  it('reads no more keys than it may', async () => {
    expect(await remoteKeys({ maxKeys: 1 }).current()).toMatchObject({ size: 1 })
  })
})

describe('refreshing', () => {
  it('waits for ten minutes', async () => {
    const source = remoteKeys()
    const first = await source.current()
    clock.advance(599.9)
    expect(source.current()).toBe(first)
    expect(source.health()).toMatchObject({ state: 'fresh' })
    expect(events.messages).toHaveLength(1)
    expect(requests()).toEqual([1, 1])
  })

  it('happens once, behind requests that do not wait for it', async () => {
    const source = remoteKeys()
    const first = await source.current()
    clock.advance(600)
    const refreshed = events.next()
    expect(Array.from({ length: 100 }, () => source.current())).toEqual(
      Array.from({ length: 100 }, () => first),
    )
    expect(source.health()).toMatchObject({ state: 'stale', age: 600 })
    await refreshed
    expect(requests()).toEqual([2, 2])
    expect(source.current()).not.toBe(first)
    expect(source.health()).toMatchObject({ state: 'fresh', age: 0 })
  })

  it('takes a withdrawn key out of use', async () => {
    const verifier = verifierOf()
    const token = await provider.token({}, { key: 'ed1' })
    await verifier.verifyToken(token)
    provider.removeKey('ed1')
    clock.advance(599)
    await verifier.verifyToken(await provider.token({}, { key: 'ed1' }))
    clock.advance(1)
    const refreshed = events.next()
    await verifier.verifyToken(await provider.token())
    await refreshed
    const late = await provider.token({}, { key: 'ed1' })
    expect((await refusalOf(verifier.verifyToken(late))).reason).toBe('unknown_key')
    await verifier.verifyToken(await provider.token())
  })

  it('is waited for after twenty silent minutes, in which a key may have been withdrawn', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    provider.removeKey('ed1')
    clock.advance(1_200)
    const late = await provider.token({}, { key: 'ed1' })
    expect((await refusalOf(verifier.verifyToken(late))).reason).toBe('unknown_key')
  })

  it('follows keys to another address', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    const moved = await createTestIdentityProvider({ clock, algorithms: ['ES384'] })
    provider.metadata['jwks_uri'] = moved.jwksUri
    clock.advance(600)
    const refreshed = events.next()
    await verifier.verifyToken(await provider.token())
    await refreshed
    const key = moved.keys.get('es1')
    const token = provider.sign(key ? { key } : {})
    await expect(verifier.verifyToken(token)).resolves.toMatchObject({ subject: 'u1' })
    expect(moved.requestCount('jwks')).toBe(1)
    await moved.close()
  })

  it('is due when a clock was set back, for nobody knows how old the keys are', async () => {
    const source = remoteKeys()
    await source.current()
    clock.advance(-3600)
    const refreshed = events.next()
    await source.current()
    await refreshed
    expect(requests()).toEqual([2, 2])
    await source.current()
    expect(requests()).toEqual([2, 2])
    clock.advance(3600)
  })
})

describe('an unknown kid', () => {
  it('has the keys fetched at once, so that a new key works with its first token', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    await provider.addKey('ES256', { kid: 'rotated' })
    const token = await provider.token({}, { key: 'rotated' })
    await Promise.all(Array.from({ length: 50 }, async () => verifier.verifyToken(token)))
    expect(requests()).toEqual([2, 2])
  })

  it('has them fetched once in thirty seconds, however many there are', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    const attack = async (): Promise<void> => {
      for (let n = 0; n < 50; n++) {
        const token = await provider.token({}, { header: { kid: `made-up-${n}` } })
        expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('unknown_key')
      }
    }
    await attack()
    expect(requests()).toEqual([2, 2])
    clock.advance(29.9)
    await attack()
    expect(requests()).toEqual([2, 2])
    clock.advance(0.1)
    await attack()
    expect(requests()).toEqual([3, 3])
  })

  it('does not keep the good tokens of others waiting', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    provider.fault('jwks', 'hang')
    const unknown = provider.token({}, { header: { kid: 'made-up' } })
    const refusal = refusalOf(verifier.verifyToken(await unknown))
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
    verifier.close()
    expect((await refusal).status).toBe(503)
  })

  it('joins a fetch that is under way', async () => {
    const source = remoteKeys()
    const first = source.current()
    expect(source.renewed()).toBe(first)
    await first
    expect(requests()).toEqual([1, 1])
  })

  it('is asked for again after a clock was set back', async () => {
    const source = remoteKeys()
    await source.renewed()
    expect(source.renewed()).toBeUndefined()
    clock.advance(-1)
    await expect(source.renewed()).resolves.toMatchObject({ size: 2 })
    clock.advance(1)
  })

  it('needs no name: a token without kid whose type of key is new has them fetched too', async () => {
    const verifier = verifierOf()
    await verifier.ready()
    await provider.addKey('ES512')
    const token = await provider.token({}, { key: 'es2', header: { kid: undefined } })
    await expect(verifier.verifyToken(token)).resolves.toMatchObject({ subject: 'u1' })
  })
})
