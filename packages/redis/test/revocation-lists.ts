import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { CHANNELS, type RevocableToken, type RevocationMessage } from '@countersign/core'
import { type RedisServer, startRedis } from '@countersign/test-servers'
import type { TestClock } from '@countersign/testing'
import type { RevocationListWorld } from '@countersign/testing/contracts'
import { expect, onTestFinished } from 'vitest'
import {
  redisRevocationList,
  type RedisClient,
  type RedisRevocationList,
  type RedisRevocationListOptions,
} from '../src/index.js'
import { CLIENTS, type ConnectedClient } from './clients.js'

export const ISSUER = 'https://id.example'

/** A list, and the end of it and of its connection. */
export interface ConnectedList {
  readonly list: RedisRevocationList
  readonly close: () => Promise<void>
}

/** A list that knows everything, over a connection of its own. */
export async function listOver(
  { client, close }: ConnectedClient,
  options: RedisRevocationListOptions,
): Promise<ConnectedList> {
  const list = redisRevocationList(client, options)
  await list.ready()
  return {
    list,
    async close() {
      list.close()
      await close()
    },
  }
}

/** Two lists that share a Redis and a clock, for the contract. */
export async function contractWorld(
  connected: () => Promise<ConnectedList>,
  clock: TestClock,
): Promise<RevocationListWorld> {
  const [one, other] = [await connected(), await connected()]
  return {
    list: one.list,
    another: other.list,
    now: () => clock() / 1000,
    async pass(seconds) {
      clock.advance(seconds)
      await Promise.all([one.list.ready(), other.list.ready()])
    },
    close: async () => void (await Promise.all([one.close(), other.close()])),
  }
}

/** A token of this identifier, which was issued a second ago. */
export function token(tokenId: string, rest: Partial<RevocableToken> = {}): RevocableToken {
  const now = Math.floor(Date.now() / 1000)
  return {
    issuer: ISSUER,
    tokenId,
    grantId: undefined,
    sessionId: undefined,
    subject: 'alice',
    clientId: 'app',
    issuedAt: now - 1,
    expiresAt: now + 300,
    claims: {},
    ...rest,
  }
}

export async function startedRedis(...settings: readonly string[]): Promise<RedisServer> {
  const server = await startRedis(...settings)
  onTestFinished(() => server.close())
  return server
}

export async function connected(port: number, name = 'ioredis'): Promise<RedisClient> {
  const connection = await CLIENTS[name]?.(port)
  if (!connection) throw new Error(`no client ${name}`)
  onTestFinished(connection.close)
  return connection.client
}

/** A list that is closed when the test is over. */
export function listOf(
  client: RedisClient,
  options: RedisRevocationListOptions = {},
): RedisRevocationList {
  const list = redisRevocationList(client, { settle: 0, timeout: 4_000, ...options })
  onTestFinished(() => list.close())
  return list
}

/** A list that has a client of its own, and knows everything. */
export async function readyList(
  port: number,
  options: RedisRevocationListOptions = {},
): Promise<RedisRevocationList> {
  const list = listOf(await connected(port), options)
  await list.ready()
  return list
}

/** A client that can be cut off. */
export async function cuttable(
  port: number,
): Promise<{ client: RedisClient; readonly cut: (is: boolean) => void }> {
  const client = (await connected(port, 'a function')) as Extract<
    RedisClient,
    (...a: never) => unknown
  >
  let isCut = false
  return {
    client: async (script) => {
      if (isCut) throw new Error('cut off')
      return client(script)
    },
    cut: (is) => {
      isCut = is
    },
  }
}

/** Comes back once a list refuses a token. */
export async function untilRevoked(list: RedisRevocationList, tokenId: string): Promise<void> {
  await expect
    .poll(async () => answerOf(list, tokenId), { timeout: 15_000, interval: 5 })
    .toBe(true)
}

/** An answer, or the status of the error. */
export async function answerOf(list: RedisRevocationList, tokenId: string): Promise<unknown> {
  try {
    return await list.isRevoked(token(tokenId))
  } catch (error) {
    return (error as { status: unknown }).status
  }
}

export async function revoke(list: RedisRevocationList, ...ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((tokenId) => list.revoke({ issuer: ISSUER, tokenId })))
}

/** What the channel told while a test ran, of these events. */
export function recorded(
  ...events: readonly RevocationMessage['event'][]
): readonly RevocationMessage[] {
  const messages: RevocationMessage[] = []
  const listen = (message: unknown): void => {
    const told = message as RevocationMessage
    if (events.includes(told.event)) messages.push(told)
  }
  subscribe(CHANNELS.revocation, listen)
  onTestFinished(() => {
    unsubscribe(CHANNELS.revocation, listen)
  })
  return messages
}
