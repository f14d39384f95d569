import { setTimeout } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { administrator } from './administrator.js'
import {
  answerOf,
  connected,
  cuttable,
  listOf,
  readyList,
  recorded,
  revoke,
  startedRedis,
  token,
  untilRevoked,
} from './revocation-lists.js'

const STREAM = 'countersign:{revocation}:stream'

function adminOf(port: number): Redis {
  const admin = administrator(port)
  onTestFinished(() => admin.disconnect())
  return admin
}

describe('a Redis that has lost what it knew', () => {
  it('is told again by everybody of what it is without, and nothing else', async () => {
    const messages = recorded('restored')
    const server = await startedRedis()
    const [one, other] = [await readyList(server.port), await readyList(server.port)]
    await revoke(one, 'a', 'b', 'c')
    await untilRevoked(other, 'c')
    await server.kill()
    await expect(revoke(one, 'of one')).rejects.toMatchObject({ status: 503 })
    await expect(revoke(other, 'of the other')).rejects.toMatchObject({ status: 503 })
    await server.start()
    const newcomer = listOf(await connected(server.port))
    for (const name of ['a', 'b', 'c', 'of one', 'of the other']) {
      for (const list of [one, other, newcomer]) await untilRevoked(list, name)
    }
    await expect.poll(() => messages.length, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(await answerOf(newcomer, 'd')).toBe(false)
  })

  it('and has gone on without it, with records of the same ids, is seen through', async () => {
    const server = await startedRedis()
    const admin = adminOf(server.port)
    const { client, cut } = await cuttable(server.port)
    const away = listOf(client)
    const here = await readyList(server.port)
    await away.ready()
    await revoke(away, 'lost')
    const [last] = await admin.xrevrange(STREAM, '+', '-', 'COUNT', 1)
    cut(true)
    here.close()
    await admin.flushall()
    // Another history, with a record that is called as the last one was.
    const entries = `${'a'.repeat(22)}:4000000000:0`
    await admin.zadd('countersign:{revocation}:entries', 4_000_000_000, 'a'.repeat(22))
    await admin.xadd(STREAM, last?.[0] ?? '', 'mark', 'another', 'entries', entries)
    const newcomer = await readyList(server.port)
    expect(await answerOf(newcomer, 'lost')).toBe(false)
    cut(false)
    await untilRevoked(newcomer, 'lost')
    expect(away.size).toBe(2)
  })

  it('has what a snapshot of it was without', async () => {
    const server = await startedRedis()
    const admin = adminOf(server.port)
    const list = await readyList(server.port)
    await revoke(list, 'before')
    await admin.save()
    await revoke(list, 'after')
    await server.kill()
    await server.start()
    const newcomer = listOf(await connected(server.port))
    await untilRevoked(newcomer, 'before')
    await untilRevoked(newcomer, 'after')
    expect(await answerOf(newcomer, 'never')).toBe(false)
  })

  it('needs nobody who knows it, where it writes everything down', async () => {
    const server = await startedRedis('appendonly yes', 'appendfsync always')
    const list = await readyList(server.port)
    await revoke(list, 'written down')
    list.close()
    await server.kill()
    await server.start()
    expect(await answerOf(await readyList(server.port), 'written down')).toBe(true)
  })

  it('is told of more than waits to be written, too', { timeout: 60_000 }, async () => {
    const { port } = await startedRedis()
    const { client, cut } = await cuttable(port)
    const list = listOf(client)
    await list.ready()
    cut(true)
    const names = Array.from({ length: 10_500 }, (_, at) => `t${at}`)
    const outcomes = await Promise.allSettled(names.map(async (name) => revoke(list, name)))
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    cut(false)
    const newcomer = await readyList(port)
    await expect.poll(() => newcomer.size, { timeout: 20_000 }).toBe(10_500)
  })
})

describe('a list that has fallen behind what the stream still has', () => {
  it('reads everything again, and misses nothing', async () => {
    const loads = recorded('loaded')
    const { port } = await startedRedis()
    const admin = adminOf(port)
    const { client, cut } = await cuttable(port)
    const behind = listOf(client)
    await behind.ready()
    await revoke(behind, 'of its own')
    const other = await readyList(port)
    cut(true)
    await revoke(other, 'first')
    await revoke(other, 'second')
    await admin.xtrim(STREAM, 'MAXLEN', 1)
    const before = loads.length
    cut(false)
    await untilRevoked(behind, 'first')
    await untilRevoked(behind, 'second')
    await behind.ready()
    expect(loads.slice(before)).toEqual([{ event: 'loaded', list: 'redis', entries: 3 }])
  })

  it('follows more than one look can tell', async () => {
    const { port } = await startedRedis()
    const { client, cut } = await cuttable(port)
    const behind = listOf(client)
    await behind.ready()
    const other = await readyList(port)
    cut(true)
    const names = Array.from({ length: 200 }, (_, at) => `t${at}`)
    for (const name of names) await revoke(other, name)
    cut(false)
    await behind.ready()
    expect(names.filter((name) => behind.isRevoked(token(name)) !== true)).toEqual([])
  })
})

describe('after Redis was started', () => {
  it('nobody begins with it until others have had the time to write back', async () => {
    const server = await startedRedis()
    const settle = 2
    const { client, cut } = await cuttable(server.port)
    const knowing = listOf(client, { settle })
    await knowing.ready()
    await revoke(knowing, 'withdrawn')
    await server.kill()
    cut(true)
    await server.start()
    const newcomer = listOf(await connected(server.port), { settle })
    // Whoever asked it now could not be told.
    const error = await Promise.resolve(newcomer.isRevoked(token('withdrawn'))).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } })
    cut(false)
    await newcomer.ready()
    expect(newcomer.isRevoked(token('withdrawn'))).toBe(true)
    expect(newcomer.isRevoked(token('other'))).toBe(false)
  })

  it('nobody begins with it either, where it has kept what it was told to keep', async () => {
    const server = await startedRedis('appendonly yes', 'appendfsync always')
    const settled = listOf(await connected(server.port), { settle: 2 })
    await settled.ready()
    // Who begins later need not wait.
    const later = listOf(await connected(server.port), { settle: 2 })
    expect(await answerOf(later, 'other')).toBe(false)
    await server.kill()
    await server.start()
    expect(await answerOf(listOf(await connected(server.port), { settle: 2 }), 'other')).toBe(503)
  })

  it('those that knew everything go on with what they know', async () => {
    const server = await startedRedis()
    const list = await readyList(server.port, { settle: 0 })
    const settling = listOf(await connected(server.port), { settle: 1 })
    await settling.ready()
    await server.kill()
    await server.start()
    for (let at = 0; at < 30; at++) {
      expect(await answerOf(settling, 'other')).toBe(false)
      await setTimeout(5)
    }
    expect(await answerOf(list, 'other')).toBe(false)
  })

  it('strict ones wait for the others', async () => {
    const server = await startedRedis()
    // Redis counts whole seconds: of one, nothing may be left when it is asked.
    const strict = listOf(await connected(server.port), { mode: 'strict', settle: 3 })
    await strict.ready()
    await server.kill()
    await server.start()
    const answers: unknown[] = []
    await expect
      .poll(async () => answers[answers.push(await answerOf(strict, 'other')) - 1], {
        timeout: 10_000,
        interval: 10,
      })
      .toBe(false)
    expect(answers).toContain(503)
  })
})
