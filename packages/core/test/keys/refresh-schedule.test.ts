import { describe, expect, it } from 'vitest'
import { REMOTE_PACE, RefreshSchedule } from '../../src/keys/refresh-schedule.js'

const DAY = 86_400
const T0 = 1_800_000_000

function schedule({ random = 1, maxStale = DAY } = {}): RefreshSchedule {
  return new RefreshSchedule({ pace: REMOTE_PACE, maxStale, random: () => random })
}

/** Seconds after its arrival at which a set with this lifetime goes stale. */
function lifetimeOf(lifetime: number | undefined): number {
  const plan = schedule()
  plan.succeeded(T0, lifetime)
  let after = 0
  while (plan.freshness(T0 + after) === 'fresh') after++
  return after
}

describe('keys', () => {
  it('are none at first, and due for nothing', () => {
    const plan = schedule()
    expect(plan.freshness(T0)).toBe('empty')
    expect(plan.age(T0)).toBeUndefined()
    expect(plan.isDue(T0)).toBe(false)
  })

  it('are fresh, then stale, then expired', () => {
    const plan = schedule({ maxStale: 100 })
    plan.succeeded(T0, undefined)
    expect(plan.freshness(T0 + 599.9)).toBe('fresh')
    expect(plan.freshness(T0 + 600)).toBe('stale')
    expect(plan.freshness(T0 + 699.9)).toBe('stale')
    expect(plan.freshness(T0 + 700)).toBe('expired')
  })

  it('are never stale where that is turned off', () => {
    const plan = schedule({ maxStale: 0 })
    plan.succeeded(T0, undefined)
    expect(plan.freshness(T0 + 599.9)).toBe('fresh')
    expect(plan.freshness(T0 + 600)).toBe('expired')
  })

  it.each([
    [undefined, 600],
    [0, 60],
    [59, 60],
    [90, 90],
    [3_600, 3_600],
    [3_601, 3_600],
    [Number.MAX_SAFE_INTEGER, 3_600],
  ])('that may be kept for %j seconds are kept for %i', (lifetime, seconds) => {
    expect(lifetimeOf(lifetime)).toBe(seconds)
  })
})

/** Due after 450 seconds, and stale after 600. */
function loaded(): RefreshSchedule {
  const plan = schedule({ random: 0 })
  plan.succeeded(T0, 600)
  return plan
}

describe('all is quiet', () => {
  it('from the arrival of keys until they are due, and at no other time', () => {
    const plan = loaded()
    const times = [-0.1, 0, 449.9, 450, 600, 100_000]
    expect(times.map((after) => plan.isQuiet(T0 + after))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ])
    expect(plan.isDue(T0 + 449.9)).toBe(false)
    expect(plan.isDue(T0 + 450)).toBe(true)
    expect(plan.isQuiet(Number.NaN)).toBe(false)
    expect(schedule().isQuiet(T0)).toBe(false)
  })

  it('no more after a failure, after keys were taken over, and after a clock was set back', () => {
    const [failed, restored, setBack] = [loaded(), loaded(), loaded()]
    failed.failed(T0 + 1)
    expect(restored.restored(T0 + 2, T0 + 1)).toBe(true)
    expect(setBack.isDue(T0 - 1_000)).toBe(true)
    for (const plan of [failed, restored, setBack]) expect(plan.isQuiet(T0 + 3)).toBe(false)
    failed.succeeded(T0 + 4, 600)
    expect(failed.isQuiet(T0 + 5)).toBe(true)
  })
})

describe('a refresh', () => {
  it.each([
    [0, 450],
    [0.5, 495],
    [1, 540],
  ])('is due ahead of expiry, spread by chance: %j', (random, after) => {
    const plan = schedule({ random })
    plan.succeeded(T0, undefined)
    expect(plan.nextIn(T0)).toBeCloseTo(after)
    expect(plan.isDue(T0 + after - 0.1)).toBe(false)
    expect(plan.isDue(T0 + after + 0.1)).toBe(true)
    expect(plan.nextIn(T0 + after + 1)).toBe(0)
  })

  it('is due at once for keys that an earlier process has fetched', () => {
    const plan = schedule()
    expect(plan.restored(T0, T0 - 10)).toBe(true)
    expect([plan.freshness(T0), plan.age(T0), plan.isDue(T0)]).toEqual(['fresh', 10, true])
    expect(plan.freshness(T0 + 590)).toBe('stale')
  })

  it('is due after a clock was set back, and counted from there', () => {
    const plan = schedule({ maxStale: 100 })
    plan.succeeded(T0, undefined)
    expect(plan.isDue(T0 - 61)).toBe(true)
    expect([plan.age(T0 - 61), plan.freshness(T0 - 61)]).toEqual([600, 'stale'])
    expect(plan.freshness(T0 + 39)).toBe('expired')
  })

  it('is not due because a clock was set right by a minute', () => {
    const plan = schedule({ maxStale: 0 })
    plan.succeeded(T0, undefined)
    expect([plan.age(T0 - 60), plan.freshness(T0 - 60), plan.isDue(T0 - 60)]).toEqual([
      0,
      'fresh',
      false,
    ])
    expect(plan.freshness(T0 + 600)).toBe('expired')
  })

  it('is not due for keys that are too old to be taken over, or no newer than those at hand', () => {
    const plan = schedule({ maxStale: 100 })
    expect(plan.restored(T0, T0 - 700)).toBe(false)
    expect(plan.freshness(T0)).toBe('empty')
    expect(plan.restored(T0, T0 - 699)).toBe(true)
    plan.succeeded(T0, undefined)
    expect(plan.restored(T0, T0)).toBe(false)
    expect(plan.isDue(T0)).toBe(false)
  })

  it('cannot be put off by keys out of the future', () => {
    const plan = schedule({ maxStale: 100 })
    expect(plan.restored(T0, T0 + 1_000_000)).toBe(true)
    expect(plan.freshness(T0)).toBe('stale')
    expect(plan.freshness(T0 + 100)).toBe('expired')
    plan.succeeded(T0 + 100, undefined)
    expect(plan.restored(T0 + 101, T0 + 1_000_000)).toBe(false)
  })
})

describe('a failure', () => {
  it('is followed by pauses of 1 to 30 seconds, shortened by chance', () => {
    const [longest, shortest] = [schedule({ random: 1 }), schedule({ random: 0 })]
    const pauses = Array.from({ length: 8 }, () => {
      longest.failed(T0)
      shortest.failed(T0)
      return [shortest.retryIn(T0), longest.retryIn(T0)]
    })
    expect(pauses).toEqual([
      [0.5, 1],
      [1, 2],
      [2, 4],
      [4, 8],
      [8, 16],
      [15, 30],
      [15, 30],
      [15, 30],
    ])
  })

  it('holds up the refresh that is due', () => {
    const plan = schedule()
    plan.succeeded(T0, undefined)
    plan.failed(T0 + 600)
    expect(plan.isDue(T0 + 600.9)).toBe(false)
    expect(plan.nextIn(T0 + 600.25)).toBe(0.75)
    expect(plan.isDue(T0 + 601)).toBe(true)
  })

  it('makes no refresh due that is not', () => {
    const plan = schedule()
    plan.succeeded(T0, undefined)
    plan.failed(T0 + 10)
    expect(plan.isDue(T0 + 100)).toBe(false)
    expect(plan.nextIn(T0 + 100)).toBe(440)
  })

  it('may ask for a longer pause', () => {
    const plan = schedule()
    plan.failed(T0, 30)
    expect(plan.retryIn(T0)).toBe(30)
  })

  it('is forgotten after a success', () => {
    const plan = schedule()
    plan.failed(T0)
    plan.failed(T0 + 1)
    expect(plan.isFailing).toBe(true)
    plan.succeeded(T0 + 3, undefined)
    expect([plan.isFailing, plan.retryIn(T0 + 3)]).toEqual([false, 0])
    plan.failed(T0 + 600)
    expect(plan.retryIn(T0 + 600)).toBe(1)
  })

  it('makes nobody wait longer after a clock was set back', () => {
    const plan = schedule()
    plan.failed(T0, 30)
    expect(plan.retryIn(T0 - 1)).toBe(0)
  })
})
