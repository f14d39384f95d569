import { randomBytes } from 'node:crypto'
import { redisApprovalState } from '@countersign/redis'
import {
  poolTo,
  startPostgres,
  startRedis,
  type PostgresServer,
  type RedisServer,
} from '@countersign/test-servers'
import { Redis } from 'ioredis'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { ApprovalServerOptions } from '../../src/index.js'
import { asking, assembly, type Assembly } from '../support/assembly.js'

const SECRET = randomBytes(32)
/** Milliseconds that any answer has to come in, and what a busy machine adds. */
const PROMISED = 12_000
const PATIENCE = { timeout: 20_000, interval: 50 }

let postgres: PostgresServer
let redis: RedisServer
let pool: Pool
beforeAll(async () => {
  postgres = await startPostgres('fsync=off')
  redis = await startRedis('appendonly yes', 'appendfsync always')
  pool = poolTo(postgres.port, 'postgres', { max: 10 })
}, 60_000)
afterAll(async () => {
  await pool.end()
  await postgres.close()
  await redis.close()
})

async function started(): Promise<Assembly> {
  const connection = new Redis(redis.port, '127.0.0.1', { retryStrategy: () => 20 })
  connection.on('error', () => undefined)
  onTestFinished(() => connection.disconnect())
  const state = redisApprovalState(connection, { secret: SECRET })
  const limits = { coolDown: 0, perPerson: 1_000, perClientAndPerson: 1_000 }
  return assembly({
    options: { pool, state, limits, interval: 1 } as Partial<ApprovalServerOptions>,
  })
}

interface Outage {
  readonly begin: () => void | Promise<void>
  readonly end: () => void | Promise<void>
}

const OUTAGES: readonly (readonly [string, Outage])[] = [
  ['PostgreSQL ends', { begin: () => postgres.kill(), end: () => postgres.start() }],
  ['PostgreSQL hangs', { begin: () => postgres.freeze(), end: () => postgres.thaw() }],
  ['Redis ends', { begin: () => redis.kill(), end: () => redis.start() }],
  ['Redis hangs', { begin: () => redis.freeze(), end: () => redis.thaw() }],
]

/** Status and header of what has to be answered in time. */
async function inTime(
  work: Promise<{ readonly status: number; readonly headers: unknown }>,
): Promise<string> {
  const begun = performance.now()
  const { status, headers } = await work
  expect(performance.now() - begun).toBeLessThan(PROMISED)
  const wait =
    headers instanceof Headers
      ? headers.get('retry-after')
      : (headers as Record<string, string>)['retry-after']
  return `${status} ${wait === undefined || wait === null ? 'at once' : 'later'}`
}

describe('where for a moment', () => {
  it.each(OUTAGES)(
    '%s, all is 503 until it is back, and the story goes on',
    async (what, { begin, end }) => {
      const { client, approval, phone } = await started()
      // Somebody whom nobody else has to do with: the servers are the same for all.
      const person = what.replaceAll(' ', '-')
      const ada = await phone(person)
      const asked = await client.ask(asking(person))
      expect(asked.status).toBe(200)
      const [id] = await ada.waiting()

      // While it waits: who asks, who looks, and who polls.
      await begin()
      const answers = await Promise.all([
        inTime(client.ask(asking('bob'))),
        inTime(client.poll(asked.json['auth_req_id'])),
        inTime(ada.browser.get('api/approvals')),
        inTime(ada.browser.post(`api/approvals/${id}/deny`, {})),
      ])
      await end()
      expect(answers).toEqual(Array.from(answers, () => '503 later'))

      await vi.waitFor(async () => expect(await ada.waiting()).toEqual([id]), PATIENCE)
      await vi.waitFor(async () => ada.approve(asked.json['matching_number']), PATIENCE)

      // When the yes stands: polls give no token, and use nothing up.
      await begin()
      const polls = await Promise.all([
        inTime(client.poll(asked.json['auth_req_id'])),
        inTime(client.poll(asked.json['auth_req_id'])),
        inTime(ada.browser.post(`api/approvals/${id}/stop`, {})),
      ])
      await end()
      expect(polls).toEqual(Array.from(polls, () => '503 later'))
      await vi.waitFor(async () => expect(await approval.ready()).toBeUndefined(), PATIENCE)
      const poll = await vi.waitFor(async () => {
        const answer = await client.poll(asked.json['auth_req_id'])
        expect(answer.status).not.toBe(503)
        return answer
      }, PATIENCE)
      expect([poll.status, poll.json['error']]).toEqual([200, undefined])
      expect((await client.poll(asked.json['auth_req_id'])).json['error']).toBe('invalid_grant')

      await vi.waitFor(async () => {
        const { status } = await ada.browser.post(`api/approvals/${id}/stop`, {})
        expect(status).toBe(200)
      }, PATIENCE)
      const { status } = await client.ask(asking(person))
      expect(status).toBe(200)
      expect(approval.health()).toMatchObject({ database: 'ready', lastError: undefined })
    },
    90_000,
  )
})
