import { setTimeout } from 'node:timers/promises'
import { inspect } from 'node:util'
import { DependencyError } from '@countersign/core'
import { type RedisServer, startRedis } from '@countersign/test-servers'
import { createIssuer, generateSigningKey, GrantError, type Issuer } from '@countersign/issuer'
import {
  refreshTokenStoreContract,
  type RefreshTokenStoreWorld,
} from '@countersign/testing/contracts'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisRefreshTokenStore, type RedisClient } from '../src/index.js'
import { administrator } from './administrator.js'
import { CLIENTS } from './clients.js'

let server: RedisServer
let admin: Redis

beforeAll(async () => {
  server = await startRedis()
  admin = administrator(server.port)
})
afterAll(async () => {
  admin.disconnect()
  await server.close()
})

const runner = { describe, it, beforeAll, afterAll }
const outage = { stop: async () => server.kill(), start: async () => server.start() }

for (const [name, connect] of Object.entries(CLIENTS)) {
  const create = async (): Promise<RefreshTokenStoreWorld> => {
    const [one, other] = [await connect(server.port), await connect(server.port)]
    const options = { prefix: `${name}:`, timeout: 4_000 }
    return {
      store: redisRefreshTokenStore(one.client, options),
      another: redisRefreshTokenStore(other.client, options),
      now: () => Date.now() / 1000,
      pass: (seconds) => setTimeout(seconds * 1000),
      close: async () => void (await Promise.all([one.close(), other.close()])),
    }
  }
  refreshTokenStoreContract(runner, name, create, { outage })
}

async function issuerOver(client: RedisClient, prefix: string): Promise<Issuer> {
  return createIssuer({
    issuer: 'https://id.example',
    audience: 'https://rs.example',
    keys: [await generateSigningKey()],
    refresh: { store: redisRefreshTokenStore(client, { prefix, timeout: 4_000 }) },
  })
}

describe('issuers that share a Redis', () => {
  const request = { clientId: 'c1' }

  it('let one of twenty uses of a refresh token through, and revoke the grant', async () => {
    const issuers = await Promise.all([issuerOver(admin, 'twenty:'), issuerOver(admin, 'twenty:')])
    const granted = await issuers[0].grant({ subject: 'u1', clientId: 'c1', scope: 'read' })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, async (_, at) =>
        issuers[at % 2 ? 1 : 0].refresh(granted.refreshToken, request),
      ),
    )
    const winners = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const reasons = outcomes.flatMap((one) =>
      one.status === 'rejected' && one.reason instanceof GrantError ? [one.reason.reason] : [],
    )
    expect(winners).toHaveLength(1)
    expect(reasons).toHaveLength(19)
    expect([...new Set(reasons)].toSorted()).toContain('refresh_token_replayed')
    const next = issuers[1].refresh(winners[0]?.refreshToken ?? '', request)
    await expect(next).rejects.toMatchObject({ reason: 'refresh_token_revoked' })
  })

  it('keep no token in Redis, one key for a grant, and none for ever', async () => {
    const issuer = await issuerOver(admin, 'kept:')
    const first = await issuer.grant({ subject: 'u1', clientId: 'c1' })
    let token = first.refreshToken
    for (let use = 0; use < 20; use++) {
      const next = await issuer.refresh(token, request)
      token = next.refreshToken
    }
    const keys = await admin.keys('kept:*')
    expect(keys).toEqual([`kept:refresh:${first.grantId}`])
    const held = JSON.stringify(await admin.hgetall(keys[0] ?? ''))
    for (const secret of [first.refreshToken, token, first.accessToken]) {
      expect(held).not.toContain(secret)
      expect(held).not.toContain(secret.slice(0, 21))
    }
    const week = 7 * 86_400
    expect(await admin.ttl(keys[0] ?? '')).toBeGreaterThan(week - 60)
    expect(await admin.ttl(keys[0] ?? '')).toBeLessThanOrEqual(week)
  })
})

describe('a client that keeps a call until it is connected again', () => {
  it('uses no token then, and revokes no grant of who has used it since', async () => {
    const family = { grant: '{}', endsAt: 9e9, expiresAt: 9e9, revoked: false }
    const rotation = { from: 'a', expiresAt: 9e9, now: 1, retryWindow: 0 }
    let isAway = false
    const kept: (() => Promise<unknown>)[] = []
    const store = redisRefreshTokenStore(
      async ({ script, keys, args }) => {
        const run = async (): Promise<unknown> => admin.eval(script, keys.length, ...keys, ...args)
        if (!isAway || args.length === 0) return run()
        kept.push(run)
        return new Promise(() => undefined)
      },
      { prefix: 'kept-call:', timeout: 250 },
    )
    const patient = redisRefreshTokenStore(admin, { prefix: 'kept-call:', timeout: 4_000 })
    await patient.add({ ...family, grantId: 'g', digest: 'a' })
    isAway = true
    const lost = store.rotate({ ...rotation, grantId: 'g', to: 'lost' })
    await expect(lost).rejects.toBeInstanceOf(DependencyError)
    const milliseconds = async (): Promise<number> => {
      const [seconds, micros] = await admin.time()
      return Number(seconds) * 1000 + Number(micros) / 1000
    }
    const late = (await milliseconds()) + 250
    await expect.poll(milliseconds).toBeGreaterThan(late)
    expect(kept).toHaveLength(1)
    expect(await kept[0]?.()).toBe('late')
    expect(await patient.rotate({ ...rotation, grantId: 'g', to: 'b' })).toBe('rotated')
    expect(await kept[0]?.()).toBe('late')
    expect(await patient.find('g')).toMatchObject({ digest: 'b', revoked: false })
  })
})

describe('a Redis that cannot tell', () => {
  it.each([null, 2, 'yes', [], ['digest', null, '1', '2', null]])('answers %j', async (reply) => {
    const store = redisRefreshTokenStore(async () => reply)
    await expect(store.find('g')).rejects.toBeInstanceOf(DependencyError)
    await expect(store.revoke('g')).rejects.toBeInstanceOf(DependencyError)
    const rotation = { grantId: 'g', from: 'a', to: 'b', expiresAt: 1, now: 1, retryWindow: 0 }
    await expect(store.rotate(rotation)).rejects.toBeInstanceOf(DependencyError)
  })

  it('is told by an error with nothing of a grant in it', async () => {
    let sent: readonly string[] = []
    const store = redisRefreshTokenStore(async ({ args }) => {
      // What time it is.
      if (args.length === 0) return '1'
      sent = args
      return Promise.reject(Object.assign(new Error('OOM'), { command: { args } }))
    })
    const error = await store
      .rotate({ grantId: 'g', from: 'first', to: 'second', expiresAt: 1, now: 1, retryWindow: 0 })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ cause: { message: 'OOM' } })
    expect(sent).toContain('first')
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('first')
  })

  it.each([
    ['prefix', { prefix: '{x}' }],
    ['timeout', { timeout: 5 }],
    ['clock', { clock: 1 }],
    ['lifetime', { lifetime: 1 }],
  ])('is no excuse for a wrong "%s"', (option, options) => {
    expect(() => redisRefreshTokenStore(admin, options as object)).toThrow(option)
  })
})
