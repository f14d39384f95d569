import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeliveryOutcome, Notifier } from '../../src/index.js'
import { begun, dispatching } from '../support/dispatching.js'
import { notice, notifierOf, recipient } from '../support/notices.js'

afterEach(() => void vi.useRealTimers())

// Immediates are real: they are how a dispatcher begins.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})

const later = { outcome: 'retry', problem: 'status 503' } as const

/** A notifier that gives these outcomes in turn, and the last one again and again; and when it was asked. */
function answering(...outcomes: readonly unknown[]): { notifier: Notifier; asked: number[] } {
  const start = Date.now()
  const asked: number[] = []
  const notifier = notifierOf('one', async () => {
    asked.push(Date.now() - start)
    return (outcomes[asked.length - 1] ?? outcomes.at(-1)) as DeliveryOutcome
  })
  return { notifier, asked }
}

describe('a try that may work later', () => {
  it('is made again, after growing pauses', async () => {
    const { notifier, asked } = answering(later, 'retry', later, 'accepted')
    const { dispatcher, records } = dispatching([notifier])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(asked).toEqual([0])
    expect(dispatcher.status()).toEqual({ waiting: 1, active: 0, dropped: 0 })
    await vi.advanceTimersByTimeAsync(26_000)
    expect(asked).toEqual([0, 1_000, 6_000, 26_000])
    await begun()
    expect(records).toMatchObject([{ outcome: 'accepted', attempts: 4 }])
    expect(dispatcher.status().waiting).toBe(0)
  })

  it('is made four times at most', async () => {
    const { notifier, asked } = answering(later)
    const { dispatcher, records, messages } = dispatching([notifier])
    dispatcher.dispatch(notice({ expiresAt: Date.now() + 86_400_000 }), recipient())
    await begun()
    expect(asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(asked).toHaveLength(4)
    await begun()
    expect(records).toMatchObject([{ outcome: 'failed', attempts: 4 }])
    expect(messages).toMatchObject([{ outcome: 'failed', problem: 'status 503' }])
  })

  it.each([
    [30, 30_000],
    [0.5, 1_000],
    [1e9, 600_000],
    [-1, 1_000],
    [Number.NaN, 1_000],
    ['30', 1_000],
  ])('waits as long as it is asked to, within limits: %j seconds', async (retryAfter, pause) => {
    const { notifier, asked } = answering({ ...later, retryAfter }, 'accepted')
    const { dispatcher, outcomes } = dispatching([notifier])
    dispatcher.dispatch(notice({ expiresAt: Date.now() + 86_400_000 }), recipient())
    await begun()
    expect(asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(700_000)
    await begun()
    expect(outcomes()).toEqual(['accepted'])
    expect(asked).toEqual([0, pause])
  })

  it('is what a throwing one is, too', async () => {
    const send = vi
      .fn<() => Promise<DeliveryOutcome>>()
      .mockImplementationOnce(() => {
        throw new Error('https://push.example/secret')
      })
      .mockRejectedValueOnce(Object.assign(new Error('/secret'), { code: 'ECONNRESET' }))
      .mockResolvedValue('failed')
    const { dispatcher, records, messages } = dispatching([notifierOf('one', send)])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(send.mock.calls).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(6_000)
    await begun()
    expect(records).toMatchObject([{ outcome: 'failed', attempts: 3 }])
    expect(JSON.stringify(messages)).not.toContain('secret')
  })

  it('keeps no process alive', async () => {
    const made: NodeJS.Timeout[] = []
    const fake = setTimeout
    // No spy: restored once more at the end of the file, it would put the fake one back.
    vi.stubGlobal('setTimeout', (...given: Parameters<typeof setTimeout>) => {
      const timer = fake(...given)
      made.push(timer)
      return timer
    })
    const { notifier, asked } = answering(later, 'accepted')
    const { dispatcher } = dispatching([notifier])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    expect(asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_000)
    vi.unstubAllGlobals()
    // Two tries, and the pause between them.
    expect(made.map((timer) => timer.hasRef())).toEqual([false, false, false])
  })
})

describe('a try', () => {
  it('ends after five seconds, its signal with it, and is made again', async () => {
    const signals: AbortSignal[] = []
    const { dispatcher, records } = dispatching([
      notifierOf('one', (_notice, signal) => {
        signals.push(signal)
        return signals.length > 1 ? Promise.resolve('accepted') : new Promise(() => undefined)
      }),
    ])
    dispatcher.dispatch(notice(), recipient())
    await begun()
    await vi.advanceTimersByTimeAsync(4_999)
    expect(signals[0]?.aborted).toBe(false)
    expect(dispatcher.status().active).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(signals[0]?.aborted).toBe(true)
    expect(dispatcher.status()).toEqual({ waiting: 1, active: 0, dropped: 0 })
    await vi.advanceTimersByTimeAsync(1_000)
    await begun()
    expect(records).toMatchObject([{ outcome: 'accepted', attempts: 2 }])
  })

  it.each([undefined, null, 'done', 200, {}, { outcome: 'accepted!' }])(
    'that ends in %j has failed',
    async (outcome) => {
      const { notifier } = answering(outcome)
      const { dispatcher, outcomes } = dispatching([notifier])
      dispatcher.dispatch(notice(), recipient())
      await begun()
      expect(outcomes()).toEqual(['failed'])
    },
  )
})

describe('a notice whose time is over', () => {
  it.each([-1, 0, Number.NaN])('is not sent: %j', async (life) => {
    const { notifier, asked } = answering('accepted')
    const { dispatcher, records } = dispatching([notifier])
    dispatcher.dispatch(notice({ expiresAt: Date.now() + life }), recipient())
    await begun()
    expect(records).toMatchObject([{ outcome: 'expired', attempts: 0 }])
    expect(asked).toEqual([])
  })

  it('is not sent again, even where the clock has moved', async () => {
    const { notifier, asked } = answering(later, 'accepted')
    const { dispatcher, records } = dispatching([notifier])
    dispatcher.dispatch(notice({ expiresAt: Date.now() + 60_000 }), recipient())
    await begun()
    expect(asked).toHaveLength(1)
    vi.setSystemTime(Date.now() + 60_000)
    await vi.advanceTimersByTimeAsync(1_000)
    await begun()
    expect(records).toMatchObject([{ outcome: 'expired', attempts: 1 }])
    expect(asked).toHaveLength(1)
  })

  it('is not waited for', async () => {
    const { notifier } = answering({ ...later, retryAfter: 30 })
    const { dispatcher, records } = dispatching([notifier])
    dispatcher.dispatch(notice({ expiresAt: Date.now() + 30_000 }), recipient())
    await begun()
    expect(records).toMatchObject([{ outcome: 'expired', attempts: 1 }])
    expect(dispatcher.status().waiting).toBe(0)
  })

  it('ends the try that is under way', async () => {
    let aborted = false
    const { dispatcher, records } = dispatching([
      notifierOf('one', async (_notice, signal) => {
        signal.addEventListener('abort', () => (aborted = true))
        return new Promise(() => undefined)
      }),
    ])
    dispatcher.dispatch(notice({ expiresAt: Date.now() + 2_000 }), recipient())
    await begun()
    expect(dispatcher.status().active).toBe(1)
    await vi.advanceTimersByTimeAsync(2_000)
    await begun()
    expect(records).toMatchObject([{ outcome: 'expired', attempts: 1 }])
    expect(aborted).toBe(true)
  })
})

describe('a newer notice of a topic', () => {
  it('takes the place of one between two tries', async () => {
    const sent: string[] = []
    const { dispatcher, records } = dispatching([
      notifierOf('one', async ({ title }) => {
        sent.push(title)
        return title === 'old' ? 'retry' : 'accepted'
      }),
    ])
    dispatcher.dispatch(notice({ title: 'old' }), recipient())
    await begun()
    expect(sent).toEqual(['old'])
    dispatcher.dispatch(notice({ title: 'new' }), recipient())
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual(['old', 'new'])
    await begun()
    expect(records).toMatchObject([
      { outcome: 'dropped', attempts: 1 },
      { outcome: 'accepted', attempts: 1 },
    ])
  })

  it('has one that was under way then not tried again', async () => {
    const sent: string[] = []
    let fail: ((outcome: DeliveryOutcome) => void) | undefined
    const { dispatcher, records } = dispatching([
      notifierOf('one', async ({ title }) => {
        sent.push(title)
        return title === 'old' ? new Promise((resolve) => (fail = resolve)) : 'accepted'
      }),
    ])
    dispatcher.dispatch(notice({ title: 'old' }), recipient())
    await begun()
    expect(sent).toEqual(['old'])
    dispatcher.dispatch(notice({ title: 'new' }), recipient())
    await begun()
    expect(records).toMatchObject([{ outcome: 'accepted' }])
    fail?.('retry')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual(['old', 'new'])
    expect(records[1]).toMatchObject({ outcome: 'dropped', attempts: 1 })
  })
})
