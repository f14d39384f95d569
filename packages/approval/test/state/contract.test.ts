import { approvalStateContract } from '@countersign/testing/contracts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { memoryApprovalState, type ApprovalState } from '../../src/index.js'

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterAll(() => void vi.useRealTimers())

/** The cases of the contract that a state fails. */
async function failuresOf(state: ApprovalState): Promise<readonly string[]> {
  const cases: (readonly [name: string, run: () => unknown])[] = []
  const before: (() => unknown)[] = []
  approvalStateContract(
    {
      describe: (_name, register) => register(),
      it: (name, run) => cases.push([name, run]),
      beforeAll: (run) => void before.push(run),
      afterAll: () => undefined,
    },
    'bad',
    async () => ({
      state,
      pass: async (seconds) => void vi.setSystemTime(Date.now() + seconds * 1000),
    }),
  )
  for (const run of before) await run()
  const failed: string[] = []
  for (const [name, run] of cases) {
    try {
      await run()
    } catch {
      failed.push(name)
    }
  }
  return failed
}

/** A good state, with some methods that are not. */
function but(change: (good: ApprovalState) => Partial<ApprovalState>): ApprovalState {
  const good = memoryApprovalState()
  const all: ApprovalState = {
    get: async (keys) => good.get(keys),
    set: async (key, value, ttl) => good.set(key, value, ttl),
    add: async (key, value, ttl) => good.add(key, value, ttl),
    take: async (key) => good.take(key),
    remove: async (keys) => good.remove(keys),
    count: async (key, ttl) => good.count(key, ttl),
    link: async (set, member, ttl) => good.link(set, member, ttl),
    linked: async (set) => good.linked(set),
  }
  return { ...all, ...change(good) }
}

describe('the contract fails a state that', () => {
  it.each<[string, ApprovalState, string]>([
    [
      'looks first, and then adds',
      but((good) => ({
        async add(key, value, ttl) {
          const [held] = await good.get([key])
          if (held !== undefined) return false
          await good.set(key, value, ttl)
          return true
        },
      })),
      'twenty who add at once',
    ],
    [
      'reads first, and then removes',
      but((good) => ({
        async take(key) {
          const [held] = await good.get([key])
          await good.remove([key])
          return held
        },
      })),
      'twenty who take at once',
    ],
    [
      'lengthens what is added in vain',
      but((good) => ({
        async add(key, value, ttl) {
          const added = await good.add(key, value, ttl)
          const [held] = await good.get([key])
          if (held !== undefined) await good.set(key, held, ttl)
          return added
        },
      })),
      'at the end of its time',
    ],
    [
      'forgets nothing',
      but((good) => ({ set: async (key, value) => good.set(key, value, 31_536_000) })),
      'at the end of its time',
    ],
    [
      'opens a new window with each count',
      but((good) => {
        const counts = new Map<string, number>()
        return {
          async count(key, ttl) {
            const { resetsIn } = await good.count(`${key}!${counts.get(key) ?? 0}`, ttl)
            counts.set(key, (counts.get(key) ?? 0) + 1)
            return { count: counts.get(key) ?? 0, resetsIn }
          },
        }
      }),
      'begins anew at the end',
    ],
    [
      'keeps a set no longer than its last member',
      but((good) => ({
        async link(set, member, ttl) {
          const members = await good.linked(set)
          // More would only take time here.
          if (members.length < 20) await good.remove([set])
          for (const one of [...members.slice(0, 20), member]) await good.link(set, one, ttl)
        },
      })),
      'as long as the longest',
    ],
    [
      'cuts off what is large',
      but((good) => ({ set: async (key, value, ttl) => good.set(key, value.slice(0, 1e5), ttl) })),
      'to the letter',
    ],
    [
      'takes any time to live',
      but((good) => ({ set: async (key, value, ttl) => good.set(key, value, ttl || 1) })),
      'times to live that are none',
    ],
  ])('%s', async (_name, state, failure) => {
    expect(await failuresOf(state)).toContainEqual(expect.stringContaining(failure))
  })

  it('is good: it does not', async () => {
    expect(await failuresOf(memoryApprovalState())).toEqual([])
  })
})
