import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import {
  type OwnProcess,
  ownProcess,
  type RedisServer,
  startRedis,
} from '@countersign/test-servers'
import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const AUDIENCE = 'https://rs.example'
const PROGRAM = fileURLToPath(new URL('revoking-process.mjs', import.meta.url))

/** An API in a process of its own. */
interface Api {
  readonly process: OwnProcess
  /** The status of the answer, and the reason of a refusal. */
  readonly ask: (token: string) => Promise<string>
  readonly withdraw: (tokenId: string) => Promise<string>
}

let redis: RedisServer
let provider: TestIdentityProvider
let agent: Agent
let apis: Api[]

beforeEach(async () => {
  redis = await startRedis()
  provider = await createTestIdentityProvider({ audience: AUDIENCE })
  agent = new Agent({ keepAlive: true })
  apis = []
})
afterEach(async () => {
  agent.destroy()
  await Promise.all(apis.map((api) => api.process.kill()))
  await Promise.all([provider.close(), redis.close()])
})

async function start(mode: 'snapshot' | 'strict'): Promise<Api> {
  // Without the condition that leads to the sources, which these tests run on.
  const args = [String(redis.port), provider.issuer, AUDIENCE, mode]
  const child = fork(PROGRAM, args, { execArgv: [] })
  const process = ownProcess(child)
  const port = await portOf(child)
  const send = async (method: string, path: string, token?: string): Promise<string> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const sent = request({ host: '127.0.0.1', port, agent, method, path, headers }).end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return `${response.statusCode} ${await text(response)}`.trim()
  }
  const api: Api = {
    process,
    ask: async (token) => send('GET', '/orders', token),
    withdraw: async (tokenId) => send('DELETE', `/${tokenId}`),
  }
  apis.push(api)
  return api
}

async function portOf(child: ChildProcess): Promise<number> {
  const [port]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  const hasEnded = child.exitCode !== null || child.signalCode !== null
  if (hasEnded) throw new Error('an API process has ended: have the packages been built?')
  return Number(port)
}

/** Tokens that are withdrawn under these names. */
async function tokens(count: number): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const jti = `t${at}-${Math.random()}`
      return [jti, await provider.token({ jti })] as const
    }),
  )
}

const poll = { timeout: 20_000, interval: 10 }

const MODES = ['snapshot', 'strict'] as const

describe.each(MODES)('processes that share a Redis: %s', { timeout: 90_000 }, (mode) => {
  it('refuse what was withdrawn in another one, and what was withdrawn before they began', async () => {
    const [one, other] = [await start(mode), await start(mode)]
    const made = await tokens(10)
    for (const [, token] of made) await expect.poll(async () => other.ask(token), poll).toBe('200')
    for (const [at, [jti, token]] of made.slice(0, 5).entries()) {
      const [teller, told] = at % 2 ? [one, other] : [other, one]
      expect(await teller.withdraw(jti)).toBe('200')
      // At once where it was told, and with a strict list everywhere.
      expect(await teller.ask(token)).toBe('401 revoked_token')
      const first = await told.ask(token)
      await expect.poll(async () => told.ask(token), poll).toBe('401 revoked_token')
      expect(mode === 'snapshot' || first === '401 revoked_token').toBe(true)
    }
    const newcomer = await start(mode)
    for (const [at, [, token]] of made.entries()) {
      expect(await newcomer.ask(token)).toBe(at < 5 ? '401 revoked_token' : '200')
    }
  })

  it('forget nothing when Redis is killed and started without what it had', async () => {
    const [one, other] = [await start(mode), await start(mode)]
    const made = await tokens(12)
    for (const [, token] of made) await expect.poll(async () => other.ask(token), poll).toBe('200')
    const known = made.slice(0, 6)
    for (const [jti] of known) expect(await one.withdraw(jti)).toBe('200')
    for (const [, token] of known) {
      await expect.poll(async () => other.ask(token), poll).toBe('401 revoked_token')
    }
    await redis.kill()
    const [lateJti, late] = made[6] ?? ['', '']
    expect(await one.withdraw(lateJti)).toBe('503 dependency_unavailable')
    expect(await one.ask(late)).toBe('401 revoked_token')
    for (const [, token] of known) expect(await other.ask(token)).toBe('401 revoked_token')
    await redis.start()
    const newcomer = await start(mode)
    for (const [, token] of [...known, [lateJti, late] as const]) {
      for (const api of [one, other, newcomer]) {
        await expect.poll(async () => api.ask(token), poll).toBe('401 revoked_token')
      }
    }
    for (const [, token] of made.slice(7)) {
      for (const api of [one, other, newcomer]) {
        await expect.poll(async () => api.ask(token), poll).toBe('200')
      }
    }
    expect(apis.every((api) => !api.process.hasEnded)).toBe(true)
  })
})
