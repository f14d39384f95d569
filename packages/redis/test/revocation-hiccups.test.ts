import { createTestClock } from '@countersign/testing'
import type { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RedisClient } from '../src/index.js'
import { administrator } from './administrator.js'
import {
  answerOf,
  connected,
  listOf,
  readyList,
  revoke,
  startedRedis,
  untilRevoked,
} from './revocation-lists.js'

const MEMORY = 'countersign:{revocation}'

type Run = Extract<RedisClient, (...a: never) => unknown>

function adminOf(port: number): Redis {
  const admin = administrator(port)
  onTestFinished(() => admin.disconnect())
  return admin
}

describe('a Redis that reads, and does not write', () => {
  it.each(['snapshot', 'strict'] as const)('keeps no %s list from going on', async (mode) => {
    const { port } = await startedRedis()
    const admin = adminOf(port)
    const clock = createTestClock()
    const list = await readyList(port, { mode, clock, staleAfter: 1 })
    const other = await readyList(port)
    // As it does when its disk is full, or its memory.
    await admin.config('SET', 'min-replicas-to-write', '1')
    await expect(revoke(list, 'unwritten')).rejects.toMatchObject({ status: 503 })
    for (let at = 0; at < 20; at++) {
      clock.advance(2)
      expect(await answerOf(list, 'other')).toBe(false)
    }
    expect(await answerOf(list, 'unwritten')).toBe(true)
    await admin.config('SET', 'min-replicas-to-write', '0')
    await untilRevoked(other, 'unwritten')
  })
})

describe('what was written while there was more to read', () => {
  it('is written again where Redis has lost it, and not what came before', async () => {
    const { port } = await startedRedis()
    const admin = adminOf(port)
    const run = (await connected(port, 'a function')) as Run
    let isCut = false
    let isLost = false
    const losing: Run = async (script) => {
      if (isCut) throw new Error('cut off')
      const reply = await run(script)
      const [last] = await admin.xrevrange(`${MEMORY}:stream`, '+', '-', 'COUNT', 1)
      if (!isLost && script.args.at(-1)?.includes(':') === true) {
        // It is started again, with what it had written to disk just before.
        await admin.xdel(`${MEMORY}:stream`, last?.[0] ?? '')
        await admin.zrem(`${MEMORY}:entries`, script.args.at(-1)?.slice(0, 22) ?? '')
        isLost = true
      }
      return reply
    }
    const behind = listOf(losing)
    await behind.ready()
    const other = await readyList(port)
    isCut = true
    await expect(revoke(behind, 'its own')).rejects.toMatchObject({ status: 503 })
    for (let at = 0; at < 200; at++) await revoke(other, `t${at}`)
    // Nobody else is told before it is lost.
    other.close()
    isCut = false
    const held = async (): Promise<unknown> => isLost && admin.zcard(`${MEMORY}:entries`)
    await expect.poll(held, { timeout: 15_000, interval: 10 }).toBe(201)
    await untilRevoked(await readyList(port), 'its own')
  })
})

describe('a clock that was hours ahead for a moment', () => {
  it('makes nobody forget what was withdrawn meanwhile', async () => {
    const { port } = await startedRedis()
    const clock = createTestClock(Date.now())
    const list = await readyList(port, { clock })
    const other = await readyList(port)
    clock.advance(10_000_000)
    // Each in a record of its own: the last one is read again in any case.
    await revoke(other, 'a')
    await revoke(other, 'b')
    await list.ready()
    expect(list.size).toBe(0)
    clock.advance(-10_000_000)
    expect(await answerOf(list, 'a')).toBe(true)
    expect(await answerOf(list, 'b')).toBe(true)
    expect(await answerOf(list, 'c')).toBe(false)
  })
})

describe('a process that withdraws more at a time than can wait', () => {
  it('has nobody else wait for it', { timeout: 60_000 }, async () => {
    const { port } = await startedRedis()
    const admin = adminOf(port)
    const list = await readyList(port)
    await admin.hset(MEMORY, 'since', 1)
    const names = Array.from({ length: 10_200 }, (_, at) => `t${at}`)
    const outcomes = await Promise.allSettled(names.map(async (name) => revoke(list, name)))
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(200)
    const other = await readyList(port)
    await expect.poll(() => other.size, { timeout: 20_000 }).toBe(10_200)
    expect(await admin.hget(MEMORY, 'since')).toBe('1')
  })
})

describe('a list that is closed while it loads', () => {
  it('leaves nobody waiting', async () => {
    const { port } = await startedRedis()
    const names = Array.from({ length: 2_500 }, (_, at) => `t${at}`)
    await revoke(await readyList(port), ...names)
    const run = (await connected(port, 'a function')) as Run
    let calls = 0
    const list = listOf(async (script) => {
      const reply = await run(script)
      calls += 1
      // After the second page: whoever waits has a turn that began, and leaves more to read.
      if (calls === 4) list.close()
      return reply
    })
    await expect(list.ready()).rejects.toMatchObject({ status: 503 })
    expect(list.size).toBeLessThan(2_500)
  })
})
