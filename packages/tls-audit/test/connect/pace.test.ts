import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fakeTimers } from '@countersign/test-servers/vitest'
import { describe, expect, it, vi } from 'vitest'
import { createPace, TooManyConnections, type PaceOptions } from '../../src/connect/pace.js'

const collectGarbage = ((): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()

function paceWith(more: Partial<PaceOptions> = {}): ReturnType<typeof createPace> {
  const { signal } = new AbortController()
  return createPace({
    signal,
    timeout: 60,
    connections: 2,
    pause: 0,
    maxConnections: 100,
    ...more,
  })
}

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(signal.reason))
  })

describe('turns at an endpoint', () => {
  it('are as many at once as there may be connections', async () => {
    const pace = paceWith()
    let open = 0
    let most = 0
    const task = async (): Promise<void> => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open -= 1
    }
    await Promise.all(Array.from({ length: 9 }, async () => pace.turn(task)))
    expect(most).toBe(2)
  })

  it('go on after one that failed', async () => {
    const pace = paceWith({ connections: 1 })
    const failing = pace.turn(async () => Promise.reject(new Error('no')))
    const next = pace.turn(async () => 'yes')
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })

  it('end after their time', async () => {
    fakeTimers()
    const reason = paceWith({ timeout: 5 }).turn(aborted)
    await vi.advanceTimersByTimeAsync(4999)
    const ended = vi.fn<() => void>()
    void reason.then(ended)
    await vi.advanceTimersByTimeAsync(0)
    expect(ended).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(await reason).toMatchObject({ name: 'TimeoutError' })
  })

  it('end after their time whatever becomes of what nobody holds', async () => {
    const waiting = paceWith({ timeout: 0.02 }).turn(aborted)
    const again = setInterval(collectGarbage, 2)
    const reason = await waiting
    clearInterval(again)
    expect(reason).toMatchObject({ name: 'TimeoutError' })
  })

  it('end with everything, and none comes after', async () => {
    const everything = new AbortController()
    const pace = paceWith({ signal: everything.signal, connections: 1 })
    const begin = vi.fn<() => void>()
    const running = pace.turn(async (signal) => {
      begin()
      return aborted(signal)
    })
    const waiting = pace.turn(async () => 'never')
    await vi.waitFor(() => expect(begin).toHaveBeenCalled())
    everything.abort(new Error('enough'))
    expect(await running).toMatchObject({ message: 'enough' })
    await expect(waiting).rejects.toThrow('enough')
    await expect(pace.turn(async () => 'never')).rejects.toThrow('enough')
  })

  it('begin one pause after the other', async () => {
    fakeTimers()
    const pace = paceWith({ pause: 2, connections: 4 })
    const begun: number[] = []
    const turns = [1, 2, 3].map(async (turn) => pace.turn(async () => begun.push(turn)))
    await vi.advanceTimersByTimeAsync(0)
    const [atOnce] = [[...begun]]
    await vi.advanceTimersByTimeAsync(2001)
    const later = [...begun]
    await vi.advanceTimersByTimeAsync(2001)
    await Promise.all(turns)
    expect([atOnce, later, begun]).toEqual([[1], [1, 2], [1, 2, 3]])
  })

  it('wait for no pause when everything has ended', async () => {
    const everything = new AbortController()
    const pace = paceWith({ signal: everything.signal, pause: 3600 })
    await pace.turn(async () => undefined)
    const second = pace.turn(async () => undefined)
    everything.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
  })

  it('may be many of one signal', async () => {
    const { signal } = new AbortController()
    const warned = vi.fn<() => void>()
    process.on('warning', warned)
    const pace = paceWith({ signal, connections: 50 })
    const ends: (() => void)[] = []
    const task = async (): Promise<void> => new Promise((resolve) => void ends.push(resolve))
    const turns = Array.from({ length: 50 }, async () => pace.turn(task))
    await vi.waitFor(() => expect(ends).toHaveLength(50))
    for (const end of ends) end()
    await Promise.all(turns)
    process.off('warning', warned)
    expect(warned).not.toHaveBeenCalled()
  })

  it('are no more than there may be connections altogether', async () => {
    const pace = paceWith({ maxConnections: 1 })
    await pace.turn(async () => undefined)
    const error = await pace.turn(async () => undefined).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TooManyConnections)
    expect(error).toMatchObject({ message: 'more than 1 connections were needed' })
  })
})
