import { createServer } from 'node:http'
import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  createIssuer,
  createKeyRing,
  KeyRingError,
  type KeyRing,
  type KeyStore,
} from '../../src/index.js'
import { BEFORE, DAY, keyRingWorld, kidOf, publishedKids, STALE, told } from './key-ring-world.js'

async function reasonOf(work: () => unknown): Promise<unknown> {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (!(error instanceof KeyRingError)) return error
    return error.reason
  }
}

describe('a store that is away', () => {
  it('harms nobody: what is known goes on', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance()
    const kids = publishedKids(ring)
    store.fault = 'away'
    clock.advance(STALE - 1)
    await ring.ready()
    expect(ring.signingKey().kid).toBe(kids[0])
    expect(publishedKids(ring)).toEqual(kids)
    await expect
      .poll(() => ring.status().lastError)
      .toBe('The key store failed: connection refused')
  })

  it('ends the use of what is known once that may be outdated', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance()
    store.fault = 'away'
    clock.advance(STALE)
    expect(await reasonOf(() => ring.signingKey())).toBe('stale')
    expect(await reasonOf(() => ring.publicKeys())).toBe('stale')
    expect(await reasonOf(async () => ring.ready())).toBe('stale')
    store.fault = undefined
    // It is not asked all the time.
    expect(await reasonOf(async () => ring.ready())).toBe('stale')
    clock.advance(1)
    await ring.ready()
    expect(ring.signingKey().kid).toBe(kidOf(ring, 'current'))
    expect(ring.status().lastError).toBeUndefined()
  })

  it('is told of, with its reason, and is an error of the server', async () => {
    const { instance, store } = keyRingWorld()
    const ring = await instance()
    const messages = told()
    store.fault = 'away'
    await expect(ring.refresh()).rejects.toMatchObject({
      name: 'KeyRingError',
      reason: 'store_failed',
      status: 503,
      cause: { message: 'connection refused' },
    })
    expect(await reasonOf(async () => ring.rotate())).toBe('store_failed')
    expect(messages).toContainEqual({
      event: 'failed',
      use: 'sig',
      version: 1,
      current: kidOf(ring, 'current'),
      reason: 'store_failed',
      error: 'The key store failed: connection refused',
    })
  })

  it('lets no ring begin', async () => {
    const { instance, store } = keyRingWorld()
    store.fault = 'away'
    expect(await reasonOf(async () => instance())).toBe('store_failed')
  })

  it('is a 503 at the JWKS, and no token, once it was away for too long', async () => {
    const { instance, clock, store } = keyRingWorld()
    const keys = await instance()
    const issuer = createIssuer({ issuer: 'https://id.example', audience: 'a', keys, clock })
    const jwks = await served(issuer.handler)
    store.fault = 'away'
    clock.advance(STALE)
    const response = await fetch(jwks)
    expect([response.status, response.headers.get('cache-control')]).toEqual([503, 'no-store'])
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' })
    const issue = async (): Promise<string> => issuer.issue({ subject: 'u', clientId: 'c' })
    expect(await reasonOf(issue)).toBe('stale')
    store.fault = undefined
    clock.advance(1)
    expect(await (await fetch(jwks)).json()).toEqual(issuer.jwks())
    expect(await issue()).toBeTypeOf('string')
  })
})

describe('a clock', () => {
  it('that was set back by little changes nothing, and by much asks the store first', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance()
    store.fault = 'away'
    clock.advance(-60)
    await ring.ready()
    clock.advance(-1)
    expect(await reasonOf(async () => ring.ready())).toBe('stale')
    store.fault = undefined
    clock.advance(-DAY)
    await ring.ready()
    expect(ring.status().asOf).toBe(clock.now())
  })

  it('that gives no time lets nobody sign', async () => {
    let time = Date.now()
    const ring = await createKeyRing({ clock: () => time })
    onTestFinished(() => ring.close())
    time = Number.NaN
    expect(() => ring.signingKey()).toThrow('"clock" must give a time')
    await expect(ring.rotate()).rejects.toThrow('"clock" must give a time')
    await expect(createKeyRing({ clock: () => time })).rejects.toThrow('"clock"')
  })
})

describe('a store that has lost something', () => {
  it.each<[string, number | undefined]>([
    ['everything', undefined],
    ['its last words', 4],
    ['more, as one that comes from a backup', 1],
  ])('gets it back from who knows it: %s', async (_name, version) => {
    const world = keyRingWorld()
    const ring = await world.instance()
    const all = new Map<number, typeof world.store.kept>()
    for (let at = 1; at <= 4; at++) {
      all.set(at, world.store.kept)
      await ring.rotate({ force: true })
    }
    const messages = told()
    const newest = world.store.kept
    world.store.kept = version === undefined ? undefined : all.get(version)
    await ring.refresh()
    expect(world.store.kept).toEqual(newest)
    expect(messages).toMatchObject([{ event: 'put_back', version: 5 }])
  })

  it('does not get it back from who may not know the newest, which refuses what it gives', async () => {
    const { ring, store, clock } = await rotated()
    store.kept = undefined
    clock.advance(STALE)
    expect(await reasonOf(async () => ring.refresh())).toBe('rolled_back')
    expect(await reasonOf(async () => ring.ready())).toBe('stale')
    expect(store.kept).toBeUndefined()
  })

  it('is not believed where it has another ring of a version that was seen', async () => {
    const { ring, store, instance } = await rotated()
    const kids = publishedKids(ring)
    store.kept = undefined
    const other = await instance()
    const { version } = ring.status()
    while (other.status().version < version) await other.rotate({ force: true })
    expect(await reasonOf(async () => ring.refresh())).toBe('rolled_back')
    expect(publishedKids(ring)).toEqual(kids)
  })
})

describe('a ring that waits for a slow answer', () => {
  it('counts from when it asked: it may have changed since', async () => {
    const { instance, clock, store } = keyRingWorld()
    const ring = await instance({
      store: {
        load: async () => store.load().finally(() => clock.advance(100)),
        save: store.save,
      },
    })
    const asked = clock.now()
    await ring.refresh()
    expect(clock.now()).toBe(asked + 100)
    expect(ring.status().asOf).toBe(asked)
  })

  it('does not go back to what that answer says', async () => {
    const { instance, clock, store } = keyRingWorld()
    const wait = new EventEmitter()
    let look: Promise<void> | undefined
    const slow: KeyStore = {
      async load() {
        const answer = await store.load()
        if (look) {
          wait.emit('answered')
          await once(wait, 'arrived')
        }
        return answer
      },
      // Just before somebody rotates, somebody else looks.
      async save(changed, expected) {
        const answered = once(wait, 'answered')
        look = ring.refresh()
        await answered
        return store.save(changed, expected)
      },
    }
    await instance()
    const ring = await instance({ store: slow })
    clock.advance(BEFORE)
    const { current } = await ring.rotate()
    wait.emit('arrived')
    await look
    expect(ring.status().version).toBe(2)
    expect(ring.signingKey().kid).toBe(current)
  })
})

async function served(handler: ReturnType<typeof createIssuer>['handler']): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`
}

async function rotated(): Promise<ReturnType<typeof keyRingWorld> & { ring: KeyRing }> {
  const world = keyRingWorld()
  const ring = await world.instance()
  for (let at = 0; at < 3; at++) {
    world.clock.advance(BEFORE)
    await ring.rotate()
  }
  return { ...world, ring }
}
