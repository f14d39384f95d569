import { ConfigError, DependencyError } from '@countersign/core'
import { approvalStateContract } from '@countersign/testing/contracts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { memoryApprovalState, type MemoryApprovalStateOptions } from '../../src/index.js'

const runner = { describe, it, beforeAll, afterAll }

describe('with a clock that the test moves', () => {
  beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterAll(() => void vi.useRealTimers())

  approvalStateContract(runner, 'memoryApprovalState', async () => ({
    state: memoryApprovalState(),
    pass: async (seconds) => void vi.setSystemTime(Date.now() + seconds * 1000),
  }))
})

describe('a full state', () => {
  const MOST = 1_000
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  const filled = async (ttlOf: (at: number) => number) => {
    const state = memoryApprovalState({ maxEntries: MOST })
    for (let at = 0; at < MOST; at++) await state.set(`key:${at}`, `of ${at}`, ttlOf(at))
    return state
  }
  const fullError = { name: 'DependencyError', status: 503, message: 'The approval state is full' }

  it('rejects what is new, and forgets nobody for it', async () => {
    const state = await filled(() => 60)
    await expect(state.set('new', 'value', 60)).rejects.toMatchObject(fullError)
    await expect(state.add('new', 'value', 60)).rejects.toBeInstanceOf(DependencyError)
    await expect(state.count('new', 60)).rejects.toMatchObject(fullError)
    await expect(state.link('new', 'member', 60)).rejects.toMatchObject(fullError)
    const keys = Array.from({ length: MOST }, (_, at) => `key:${at}`)
    expect(await state.get(keys)).toEqual(keys.map((_, at) => `of ${at}`))
  })

  it('goes on with what it has', async () => {
    const state = await filled(() => 60)
    await state.set('key:1', 'other', 60)
    expect(await state.add('key:1', 'value', 60)).toBe(false)
    expect(await state.take('key:1')).toBe('other')
    // And one that is gone makes room for one.
    expect(await state.add('new', 'value', 60)).toBe(true)
    await expect(state.add('newer', 'value', 60)).rejects.toMatchObject(fullError)
  })

  it('has room again once something has ended', async () => {
    const state = await filled((at) => (at === 500 ? 30 : 60))
    await expect(state.add('new', 'value', 60)).rejects.toMatchObject(fullError)
    vi.setSystemTime(Date.now() + 30_000)
    expect(await state.add('new', 'value', 60)).toBe(true)
    await expect(state.add('newer', 'value', 60)).rejects.toMatchObject(fullError)
  })

  it('counts the members of sets, and gives their room back', async () => {
    const state = memoryApprovalState({ maxEntries: MOST })
    for (let at = 0; at < MOST - 1; at++) await state.link('set', `member:${at}`, 60)
    await expect(state.link('set', 'new', 60)).rejects.toMatchObject(fullError)
    await state.link('set', 'member:1', 60)
    await state.remove(['set'])
    for (let at = 0; at < MOST; at++) await state.set(`key:${at}`, 'value', 60)
    await expect(state.link('set', 'new', 60)).rejects.toMatchObject(fullError)
  })

  it('is not put off from looking by a clock that was set back', async () => {
    const state = await filled(() => 60)
    await expect(state.add('new', 'value', 60)).rejects.toMatchObject(fullError)
    await state.remove(['key:1'])
    vi.setSystemTime(Date.now() - 3_600_000)
    await state.set('short', 'value', 1)
    vi.setSystemTime(Date.now() + 2_000)
    expect(await state.add('new', 'value', 60)).toBe(true)
  })
})

describe('memoryApprovalState', () => {
  it.each<[string, unknown]>([
    ['maxEntries', { maxEntries: 999 }],
    ['maxEntries', { maxEntries: 10_000_001 }],
    ['maxEntries', { maxEntries: 5_000.5 }],
    ['maxEntries', { maxEntries: '5000' }],
    ['clock', { clock: Date.now }],
    ['options', null],
  ])('names a wrong "%s": %j', (option, options) => {
    const make = (): unknown => memoryApprovalState(options as MemoryApprovalStateOptions)
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(option)
  })

  it('keeps values, counts and sets apart', async () => {
    const state = memoryApprovalState()
    await state.count('count', 60)
    await state.link('set', 'member', 60)
    for (const key of ['count', 'set']) {
      await expect(state.get([key])).rejects.toThrow(TypeError)
      await expect(state.take(key)).rejects.toThrow(TypeError)
    }
    expect((await state.count('count', 60)).count).toBe(2)
    expect(await state.linked('set')).toEqual(['member'])
  })
})
