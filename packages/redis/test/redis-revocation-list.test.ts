import { inspect } from 'node:util'
import { createTestClock } from '@countersign/testing'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { redisRevocationList, type BlockingClient, type RedisClient } from '../src/index.js'
import { administrator } from './administrator.js'
import {
  answerOf,
  connected,
  cuttable,
  ISSUER,
  listOf,
  readyList,
  recorded,
  revoke,
  startedRedis,
  token,
  untilRevoked,
} from './revocation-lists.js'

function adminOf(port: number): Redis {
  const admin = administrator(port)
  onTestFinished(() => admin.disconnect())
  return admin
}

describe('a snapshot', () => {
  it('answers at once, without a word to Redis', async () => {
    const { port } = await startedRedis()
    const admin = adminOf(port)
    const list = await readyList(port, { poll: 1_000 })
    const calls = async (): Promise<number> =>
      Number(/cmdstat_eval:calls=(\d+)/.exec(await admin.info('commandstats'))?.[1] ?? 0)
    await revoke(list, 'withdrawn')
    const before = await calls()
    for (let at = 0; at < 10_000; at++) {
      if (list.isRevoked(token(`t${at}`)) !== false) throw new Error('a token was refused')
    }
    expect(list.isRevoked(token('withdrawn'))).toBe(true)
    expect((await calls()) - before).toBeLessThan(5)
  })

  it('has its first requests wait until it knows everything', async () => {
    const { port } = await startedRedis()
    await revoke(await readyList(port), 'withdrawn')
    const list = listOf(await connected(port))
    const answers = [list.isRevoked(token('withdrawn')), list.isRevoked(token('other'))]
    expect(answers[0]).toBeInstanceOf(Promise)
    expect([await answers[0], await answers[1]]).toEqual([true, false])
  })

  it('reads many that expire at the same time, page by page', async () => {
    const { port } = await startedRedis()
    const names = Array.from({ length: 3_500 }, (_, at) => `t${at}`)
    await revoke(await readyList(port), ...names)
    const list = await readyList(port)
    expect(list.size).toBe(3_500)
    expect(names.filter((name) => list.isRevoked(token(name)) !== true)).toEqual([])
  })

  it('goes on without Redis for as long as it may, and is a 503 then for what it does not know', async () => {
    const messages = recorded('unavailable')
    const server = await startedRedis()
    const clock = createTestClock()
    const list = await readyList(server.port, { clock, staleAfter: 10, timeout: 500 })
    await revoke(list, 'withdrawn')
    await list.ready()
    await server.kill()
    clock.advance(10)
    expect(list.isRevoked(token('other'))).toBe(false)
    clock.advance(0.001)
    expect(await answerOf(list, 'other')).toBe(503)
    expect(await answerOf(list, 'withdrawn')).toBe(true)
    expect(messages).toEqual([
      { event: 'unavailable', list: 'redis', decision: 'refused', error: expect.any(String) },
    ])
    await server.start()
    await expect.poll(async () => answerOf(list, 'other'), { timeout: 10_000 }).toBe(false)
  })

  it('is a 503 when its clock has gone back, until it has looked again', async () => {
    const clock = createTestClock()
    const { client, cut } = await cuttable((await startedRedis()).port)
    const list = listOf(client, { clock })
    await list.ready()
    cut(true)
    clock.advance(-3_600)
    expect(await answerOf(list, 'other')).toBe(503)
    cut(false)
    expect(await answerOf(list, 'other')).toBe(false)
  })

  it('lets in what it does not know to be withdrawn, if it is told to', async () => {
    const messages = recorded('unavailable')
    const server = await startedRedis()
    const client = await connected(server.port)
    await server.kill()
    const list = listOf(client, { onUnavailable: 'allow', timeout: 500 })
    await expect(revoke(list, 'withdrawn')).rejects.toMatchObject({ status: 503 })
    expect(await answerOf(list, 'other')).toBe(false)
    expect(await answerOf(list, 'withdrawn')).toBe(true)
    expect(messages).toMatchObject([{ event: 'unavailable', decision: 'allowed' }])
  })

  it('looks as soon as there is news, where it has a client to wait with', async () => {
    const { port } = await startedRedis()
    const waiting = new Redis(port, '127.0.0.1')
    const nodeRedis = await createClient({ socket: { port, host: '127.0.0.1' } }).connect()
    onTestFinished(() => {
      waiting.disconnect()
      nodeRedis.destroy()
    })
    const teller = await readyList(port)
    const clients: readonly BlockingClient[] = [
      waiting,
      nodeRedis,
      async (key, id, milliseconds) => waiting.xread('BLOCK', milliseconds, 'STREAMS', key, id),
    ]
    for (const blocking of clients) {
      // By itself it would look once a second.
      const told = await readyList(port, { poll: 1_000, blocking })
      await Promise.all([1, 2, 3].map(async (at) => revoke(teller, `first ${at}`)))
      await untilRevoked(told, 'first 1')
      const before = performance.now()
      for (let at = 0; at < 20; at++) {
        await revoke(teller, `then ${at}`)
        await untilRevoked(told, `then ${at}`)
      }
      // Twenty looks at a second each: this is about who waits for whom, and not about speed.
      expect(performance.now() - before).toBeLessThan(15_000)
      told.close()
    }
  })
})

describe('a strict list', () => {
  it('lets in nothing that was withdrawn before, by whomever', async () => {
    const { port } = await startedRedis()
    const options = { mode: 'strict', poll: 1_000 } as const
    const [one, other] = [await readyList(port, options), await readyList(port, options)]
    for (let at = 0; at < 50; at++) {
      expect(await answerOf(other, `t${at}`)).toBe(false)
      await revoke(one, `t${at}`)
      expect(await answerOf(other, `t${at}`)).toBe(true)
    }
  })

  it('asks once for all that come together', async () => {
    const { port } = await startedRedis()
    let calls = 0
    const client = (await connected(port, 'a function')) as (script: unknown) => Promise<unknown>
    const list = listOf(
      async (script) => {
        calls += 1
        return client(script)
      },
      { mode: 'strict', poll: 1_000 },
    )
    await list.ready()
    const before = calls
    const answers = await Promise.all(
      Array.from({ length: 500 }, async (_, at) => answerOf(list, `t${at}`)),
    )
    expect(new Set(answers)).toEqual(new Set([false]))
    expect(calls - before).toBeLessThan(5)
  })

  it('is a 503 while Redis does not answer, but for what it knows', async () => {
    const server = await startedRedis()
    const list = await readyList(server.port, { mode: 'strict', timeout: 500 })
    await revoke(list, 'withdrawn')
    server.freeze()
    expect(await answerOf(list, 'withdrawn')).toBe(true)
    expect(await answerOf(list, 'other')).toBe(503)
    server.thaw()
    await expect.poll(async () => answerOf(list, 'other'), { timeout: 10_000 }).toBe(false)
  })
})

describe('what is written', () => {
  it('has the prefix, is in one slot of a cluster, and holds no identifier', async () => {
    const { port } = await startedRedis()
    const admin = adminOf(port)
    const list = await readyList(port, { prefix: 'app:' })
    await revoke(list, 'a-token-id')
    await list.revoke({ issuer: ISSUER, subject: 'a-subject' })
    const keys = (await admin.keys('*')).toSorted()
    expect(keys).toEqual([
      'app:{revocation}',
      'app:{revocation}:entries',
      'app:{revocation}:moments',
      'app:{revocation}:stream',
    ])
    const all = JSON.stringify([
      await admin.hgetall('app:{revocation}'),
      await admin.zrange('app:{revocation}:entries', '0', '-1', 'WITHSCORES'),
      await admin.hgetall('app:{revocation}:moments'),
      await admin.xrange('app:{revocation}:stream', '-', '+'),
    ])
    expect(all).not.toMatch(/a-token-id|a-subject|id\.example/)
  })

  it('goes from Redis when the tokens have ended, whether anybody withdraws more or not', async () => {
    const { port } = await startedRedis()
    const admin = adminOf(port)
    // An hour ago by this list, and by Redis now: both have to say that it is over.
    const clock = createTestClock(Date.now() - 3_600_000)
    const list = await readyList(port, { clock })
    const expiresAt = Math.floor(clock() / 1000) + 60
    await list.revoke({ issuer: ISSUER, subject: 'alice', expiresAt })
    await list.revoke({ issuer: ISSUER, tokenId: 'short', expiresAt })
    await list.revoke({ issuer: ISSUER, tokenId: 'long' })
    await list.ready()
    expect(await admin.zcard('countersign:{revocation}:entries')).toBe(3)
    clock.advance(3_600)
    await expect.poll(async () => admin.zcard('countersign:{revocation}:entries')).toBe(1)
    expect(await admin.hlen('countersign:{revocation}:moments')).toBe(0)
  })

  it('never becomes smaller, whoever writes it last', async () => {
    const { port } = await startedRedis()
    const admin = adminOf(port)
    const [one, other] = [await readyList(port), await readyList(port)]
    const now = Math.floor(Date.now() / 1000)
    const state = async (): Promise<readonly number[]> => {
      const [, expiry] = await admin.zrange(
        'countersign:{revocation}:entries',
        '0',
        '-1',
        'WITHSCORES',
      )
      const [moment] = await admin.hvals('countersign:{revocation}:moments')
      return [Number(expiry), Number(moment)]
    }
    const about = { issuer: ISSUER, subject: 'alice' }
    await one.revoke({ ...about, before: now, expiresAt: now + 5_000 })
    expect(await state()).toEqual([now + 5_600, now])
    await other.revoke({ ...about, before: now - 9, expiresAt: now + 9 })
    expect(await state()).toEqual([now + 5_600, now])
    // Smaller in one way, and larger in the other.
    await other.revoke({ ...about, before: now + 9, expiresAt: now + 9 })
    expect(await state()).toEqual([now + 5_600, now + 9])
    await other.revoke({ ...about, before: now - 9, expiresAt: now + 6_000 })
    expect(await state()).toEqual([now + 6_600, now + 9])
  })

  it('is bounded: what finds no room is rejected, and refused in this process all the same', async () => {
    const { port } = await startedRedis()
    const list = await readyList(port, { maxEntries: 3 })
    const larger = await readyList(port, { maxEntries: 4 })
    await revoke(larger, 'a', 'b', 'c')
    await list.ready()
    await expect(revoke(list, 'd')).rejects.toMatchObject({ status: 503 })
    await revoke(larger, 'd')
    // It cannot know everything any more, and says so.
    await expect(list.ready()).rejects.toMatchObject({ status: 503 })
    expect(await answerOf(larger, 'd')).toBe(true)
    await expect(revoke(larger, 'e')).rejects.toMatchObject({ status: 503 })
  })
})

describe('a client that sends a call again, because its connection broke before the answer', () => {
  it('withdraws once', async () => {
    const { port } = await startedRedis()
    const admin = adminOf(port)
    const list = listOf(async ({ script, keys, args }) => {
      await admin.eval(script, keys.length, ...keys, ...args)
      return admin.eval(script, keys.length, ...keys, ...args)
    })
    await list.ready()
    await revoke(list, 'a', 'b')
    expect(await admin.xlen('countersign:{revocation}:stream')).toBeLessThan(4)
    expect(await answerOf(list, 'b')).toBe(true)
  })
})

describe('an answer that is none', () => {
  const record = ['1-0', ['mark', 'm', 'entries', '']]
  it.each([
    undefined,
    null,
    'OK',
    {},
    [],
    [0, 1, [], []],
    [0, 2, [], [record]],
    ['0', 1, [], [record]],
    [0, 1, 5, [record]],
    [0, 1, [], [record], 5],
    [0, 1, [], [['1-0', ['mark', 'm', 'entries', 'nothing']]]],
    [0, 1, [], [['1-0', ['mark', 'm', 'entries', `${'a'.repeat(22)}:4294967296:0`]]]],
    [0, 1, [], [['1-0', ['mark', 'm', 'other', '']]]],
    [0, 1, [], [['1-0', ['mark', 'm']]]],
  ])('is a 503: %j', async (reply) => {
    const list = listOf(() => Promise.resolve(reply))
    await expect(list.ready()).rejects.toMatchObject({ status: 503 })
    expect(await answerOf(list, 'a')).toBe(503)
    await expect(revoke(list, 'a')).rejects.toMatchObject({ status: 503 })
  })

  it('repeats nothing of what was sent', async () => {
    // As ioredis does it.
    let sent: string | undefined
    const list = listOf(async ({ keys, args }) => {
      // There is a record, and no page.
      if (keys.length < 4) return []
      if (args.at(-1) === '') return [9, 0, [], [record]]
      sent = args.at(-1)
      return Promise.reject(Object.assign(new Error('OOM'), { command: { args } }))
    })
    await list.ready()
    const error = await revoke(list, 'a').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ cause: { message: 'OOM' } })
    expect(sent).toMatch(/^[\w-]{22}:/)
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(sent)
  })
})

describe('a list that was closed', () => {
  it('asks nothing more, keeps nothing more, and still refuses what it knows', async () => {
    const { port } = await startedRedis()
    const clock = createTestClock()
    const list = await readyList(port, { clock, staleAfter: 10 })
    await revoke(list, 'known')
    list.close()
    await expect(revoke(list, 'later')).rejects.toMatchObject({ status: 503 })
    expect(await answerOf(list, 'known')).toBe(true)
    expect(await answerOf(list, 'later')).toBe(true)
    clock.advance(11)
    expect(await answerOf(list, 'other')).toBe(503)
  })
})

const client: RedisClient = () => Promise.reject(new Error('gone'))

describe('wrong options', () => {
  it.each<readonly [string, unknown, object]>([
    ['client', undefined, {}],
    ['client', 'redis://localhost', {}],
    ['prefix', client, { prefix: '{a}' }],
    ['mode', client, { mode: 'lazy' }],
    ['poll', client, { poll: 4 }],
    ['poll', client, { poll: Number.NaN }],
    ['blocking', client, { blocking: {} }],
    ['blocking', client, { blocking: null }],
    ['staleAfter', client, { staleAfter: 0 }],
    ['settle', client, { settle: -1 }],
    ['onUnavailable', client, { onUnavailable: 'ignore' }],
    ['maxEntries', client, { maxEntries: 0 }],
    ['maxEntries', client, { maxEntries: 1.5 }],
    ['maxTokenLifetime', client, { maxTokenLifetime: 59 }],
    ['timeout', client, { timeout: 4_001 }],
    ['clock', client, { clock: 5 }],
    ['ttl', client, { ttl: 5 }],
  ])('name %s', (option, given, options) => {
    expect(() => redisRevocationList(given as RedisClient, options)).toThrow(
      expect.objectContaining({ name: 'ConfigError', option }),
    )
  })

  it('of a withdrawal are named too', async () => {
    const list = listOf(client)
    await expect(list.revoke({ issuer: ISSUER } as never)).rejects.toMatchObject({
      option: 'revocation',
    })
  })
})
