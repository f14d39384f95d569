import { createVerifier, memoryReplayStore, type VerifierHealth } from '@countersign/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { observeHealth } from '../src/index.js'
import { collecting, type Collected } from './support/collected.js'
import { AUDIENCE, createWorld, type World } from './support/world.js'

const healthOf = (issuers: VerifierHealth['issuers']): { health: () => VerifierHealth } => ({
  health: () => ({ issuers }),
})

describe('refreshes of key sets', () => {
  let world: World
  beforeEach(async () => {
    world = await createWorld()
  })
  afterEach(() => world.close())

  it('are counted and measured, also where a key was rotated', async () => {
    await world.call()
    await world.provider.addKey('ES256', { kid: 'new' })
    world.clock.advance(60)
    const rotated = await world.provider.token({}, { key: 'new' })
    expect((await world.call('/orders', rotated)).status).toBe(200)
    const loaded = { 'countersign.event': 'loaded' }
    expect(await world.series('countersign.key_set.refreshes')).toEqual([
      { value: 2, attributes: loaded },
    ])
    expect(await world.total('countersign.key_set.refresh.duration', loaded)).toBe(2)
  })

  it('that fail are counted as failed', async () => {
    world.provider.fault('jwks', 'down')
    expect((await world.call()).status).toBe(503)
    expect(await world.series('countersign.key_set.refreshes')).toEqual([
      { value: 1, attributes: { 'countersign.event': 'failed', 'error.type': '_OTHER' } },
    ])
  })

  it('that were no refreshes, but restored, took no time', async () => {
    await world.call()
    const other = createVerifier({
      issuer: world.provider.issuer,
      audience: AUDIENCE,
      clock: world.clock,
    })
    other.importKeys(world.verifier.exportKeys())
    other.close()
    const restored = { 'countersign.event': 'restored' }
    expect(await world.total('countersign.key_set.refreshes', restored)).toBe(1)
    expect(await world.total('countersign.key_set.refresh.duration', restored)).toBe(0)
  })

  it('leave keys whose age and number can be looked at', async () => {
    await world.call()
    const { meterProvider } = world
    const observation = observeHealth({ verifiers: { api: world.verifier } }, { meterProvider })
    world.clock.advance(120)
    const named = { 'countersign.name': 'api' }
    expect(await world.series('countersign.key_set.age')).toEqual([
      { value: 120, attributes: named },
    ])
    expect(await world.series('countersign.key_set.keys')).toEqual([
      { value: 1, attributes: named },
    ])
    expect(await world.total('countersign.key_set.issuers', named)).toBe(1)
    expect(await world.total('countersign.key_set.issuers', { 'countersign.state': 'fresh' })).toBe(
      1,
    )
    observation.stop()
  })
})

describe('what is observed', () => {
  let collected: Collected
  beforeEach(() => {
    collected = collecting()
  })
  afterEach(() => collected.close())

  const issuers: VerifierHealth['issuers'] = [
    { issuer: 'https://a.example', state: 'fresh', keys: 2, age: 10, lastError: undefined },
    { issuer: 'https://b.example', state: 'stale', keys: 3, age: 900, lastError: 'gone' },
    { issuer: 'https://c.example', state: 'static', keys: 1, age: undefined, lastError: undefined },
  ]

  it('is the oldest of all issuers, and the sum of their keys', async () => {
    using _ = observeHealth(
      { verifiers: { api: healthOf(issuers) } },
      { meterProvider: collected.meterProvider },
    )
    const named = { 'countersign.name': 'api' }
    expect(await collected.series('countersign.key_set.age')).toEqual([
      { value: 900, attributes: named },
    ])
    expect(await collected.total('countersign.key_set.keys', named)).toBe(6)
    const states = await collected.series('countersign.key_set.issuers')
    expect(
      Object.fromEntries(states.map((one) => [one.attributes['countersign.state'], one.value])),
    ).toEqual({ static: 1, empty: 0, fresh: 1, stale: 1, expired: 0 })
  })

  it('is told by issuer where that is asked for, and no further than that', async () => {
    const { meterProvider } = collected
    const options = { meterProvider, cardinality: { issuer: 1 } }
    using _ = observeHealth({ verifiers: { api: healthOf(issuers) } }, options)
    const keys = await collected.series('countersign.key_set.keys')
    expect(keys.map(({ value, attributes }) => [attributes['countersign.issuer'], value])).toEqual([
      ['https://a.example', 2],
      ['_OTHER', 4],
    ])
  })

  it('comes from several places under several names', async () => {
    observeHealth(
      { verifiers: { one: healthOf(issuers.slice(0, 1)) } },
      { meterProvider: collected.meterProvider },
    )
    observeHealth(
      { verifiers: { two: healthOf(issuers.slice(1, 2)) } },
      { meterProvider: collected.meterProvider },
    )
    expect(await collected.total('countersign.key_set.keys', { 'countersign.name': 'one' })).toBe(2)
    expect(await collected.total('countersign.key_set.keys', { 'countersign.name': 'two' })).toBe(3)
  })

  it('is how much a store remembers', async () => {
    const store = memoryReplayStore({ clock: () => 0 })
    store.add('one', 60)
    store.add('two', 60)
    using _ = observeHealth(
      { replayStores: { proofs: store } },
      { meterProvider: collected.meterProvider },
    )
    expect(await collected.series('countersign.replay_store.entries')).toEqual([
      { value: 2, attributes: { 'countersign.name': 'proofs' } },
    ])
  })

  it('is how a ledger keeps up', async () => {
    const health = { state: 'spooling', waiting: 7, spooled: 40, written: 1000 }
    using _ = observeHealth(
      { ledgers: { uses: { health: () => health } } },
      { meterProvider: collected.meterProvider },
    )
    const named = { 'countersign.name': 'uses' }
    expect(await collected.series('countersign.ledger.queue')).toEqual([
      { value: 7, attributes: { ...named, 'countersign.place': 'memory' } },
      { value: 40, attributes: { ...named, 'countersign.place': 'disk' } },
    ])
    expect(await collected.total('countersign.ledger.written', named)).toBe(1000)
    const states = await collected.series('countersign.ledger.state')
    expect(
      Object.fromEntries(states.map((one) => [one.attributes['countersign.state'], one.value])),
    ).toEqual({ starting: 0, recording: 0, spooling: 1, closed: 0 })
  })

  it('is left out where it fails, and nothing else is', async () => {
    const broken = {
      health(): VerifierHealth {
        throw new Error('broken')
      },
    }
    const verifiers = { broken, api: healthOf(issuers) }
    using _ = observeHealth({ verifiers }, { meterProvider: collected.meterProvider })
    expect(await collected.total('countersign.key_set.keys')).toBe(6)
  })

  it('is not looked at any more once that was stopped', async () => {
    let looked = 0
    const health = (): VerifierHealth => {
      looked += 1
      return { issuers }
    }
    const observation = observeHealth(
      { verifiers: { api: { health } } },
      { meterProvider: collected.meterProvider },
    )
    await collected.metrics()
    observation.stop()
    observation.stop()
    await collected.metrics()
    expect(looked).toBe(1)
  })
})
