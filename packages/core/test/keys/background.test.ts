import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createTestClock, type TestClock } from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { REMOTE_PACE } from '../../src/keys/refresh-schedule.js'
import { RefreshingKeys, type LoadedKeys } from '../../src/keys/refreshing-keys.js'
import { keyPair } from '@countersign/testing'

const { publicKey } = keyPair('ec', { namedCurve: 'P-256' })
const ES1 = { algorithm: 'ES256', kid: 'es1' } as const
const loaded: LoadedKeys = {
  entries: [{ ...publicKey.export({ format: 'jwk' }), kid: 'es1' }],
  validator: { url: 'https://id.example/jwks', etag: undefined, digest: '', lifetime: undefined },
  problem: undefined,
}

// A busy machine may take its time.
const PATIENT = { timeout: 10_000 }

let clock: TestClock
let source: RefreshingKeys
// Without a network, all timers are ours.
const load = vi.fn<() => Promise<LoadedKeys>>()

function sourceOf(idleAfter?: number): RefreshingKeys {
  return new RefreshingKeys({
    issuer: 'https://id.example',
    keysUrl: undefined,
    load,
    pace: REMOTE_PACE,
    maxKeys: 10,
    maxStale: 86_400,
    idleAfter,
    clock,
    random: () => 1,
  })
}

beforeEach(() => {
  clock = createTestClock()
  load.mockReset().mockResolvedValue(loaded)
  source = sourceOf()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  source.close()
  vi.useRealTimers()
})

/** Lets time pass, by the clock and by the timers. */
async function pass(seconds: number): Promise<void> {
  clock.advance(seconds)
  await vi.advanceTimersByTimeAsync(seconds * 1000)
}

describe('keys that nobody asks for', () => {
  it('are kept fresh all the same', async () => {
    await source.ready()
    await pass(539)
    expect(load).toHaveBeenCalledTimes(1)
    await pass(1)
    expect(load).toHaveBeenCalledTimes(2)
    expect(source.health()).toMatchObject({ state: 'fresh', age: 0 })
    await pass(540)
    expect(load).toHaveBeenCalledTimes(3)
  })

  it('are tried for again after a failure, and not all the time', async () => {
    await source.ready()
    load.mockRejectedValue(new Error('down'))
    await pass(540)
    for (const [index, pause] of [1, 2, 4, 8, 16, 30, 30].entries()) {
      expect(load).toHaveBeenCalledTimes(index + 2)
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as time passes
      await pass(pause)
    }
    load.mockResolvedValue(loaded)
    await pass(30)
    expect(source.health()).toMatchObject({ state: 'fresh', lastError: undefined })
  })

  it('are left alone once they are idle, until somebody asks', async () => {
    source = sourceOf(600)
    await source.ready()
    await pass(540)
    expect(load).toHaveBeenCalledTimes(2)
    await pass(540)
    await pass(5_400)
    expect(load).toHaveBeenCalledTimes(2)
    // Who knows what has been withdrawn meanwhile: this one waits.
    const found = source.find(ES1)
    expect(found).toBeInstanceOf(Promise)
    expect(await found).toHaveLength(1)
    expect(load).toHaveBeenCalledTimes(3)
    await pass(540)
    expect(load).toHaveBeenCalledTimes(4)
  })

  it('are asked for by a timer even while the clock stands still', async () => {
    await source.ready()
    await vi.advanceTimersByTimeAsync(540_000)
    load.mockRejectedValue(new Error('down'))
    await vi.advanceTimersByTimeAsync(540_000)
    expect(load).toHaveBeenCalledTimes(3)
    // By the clock, the pause never ends; the timer must neither give up nor spin.
    await vi.advanceTimersByTimeAsync(1_000_000)
    expect(load).toHaveBeenCalledTimes(3)
    expect(vi.getTimerCount()).toBe(1)
    clock.advance(1)
    await vi.advanceTimersByTimeAsync(540_000)
    expect(load).toHaveBeenCalledTimes(4)
  })
})

/** A source that nobody holds any more, though it was used. */
async function droppedSource(): Promise<WeakRef<RefreshingKeys>> {
  const one = sourceOf()
  await one.ready()
  return new WeakRef(one)
}

describe('timers', () => {
  it('are none before there are keys to keep fresh', async () => {
    expect(vi.getTimerCount()).toBe(0)
    load.mockRejectedValue(new Error('down'))
    await expect(source.ready()).rejects.toMatchObject({ status: 503 })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('are one for an issuer, however much it is used', async () => {
    await source.ready()
    for (let n = 0; n < 10; n++) {
      clock.advance(540)
      void source.find(ES1)
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as time passes
      await vi.advanceTimersByTimeAsync(1)
    }
    expect(load).toHaveBeenCalledTimes(11)
    expect(vi.getTimerCount()).toBe(1)
  })

  it('keep no process alive', async () => {
    vi.useRealTimers()
    const made = vi.spyOn(globalThis, 'setTimeout')
    await source.ready()
    const timers = made.mock.results.map(({ value }) => value as NodeJS.Timeout)
    made.mockRestore()
    expect(timers.map((timer) => timer.hasRef())).toEqual([false])
  })

  it('keep no source that was dropped without a word', async () => {
    vi.useRealTimers()
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const left = await droppedSource()
    const isGone = (): boolean => {
      collectGarbage()
      return left.deref() === undefined
    }
    await expect.poll(isGone, PATIENT).toBe(true)
  })

  it.each(['close', 'release'] as const)('are none after %s()', async (method) => {
    await source.ready()
    expect(vi.getTimerCount()).toBe(1)
    source[method]()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('are none after a fetch that took no notice of the end, and its keys are let go', async () => {
    const ready = source.ready().catch((error: unknown) => error)
    source.close()
    expect(await ready).toMatchObject({ status: 503 })
    expect(vi.getTimerCount()).toBe(0)
    expect(source.export()).toBeUndefined()
    expect(source.health()).toMatchObject({ state: 'empty', keys: 0 })
  })

  it('are none after a fetch that ended when all was over', async () => {
    const ready = source.ready()
    source.release()
    await ready
    expect(vi.getTimerCount()).toBe(0)
    expect(source.find(ES1)).toHaveLength(1)
  })
})
