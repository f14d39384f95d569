import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createVerifier, type RevocationList, type Verifier } from '@countersign/core'
import {
  type OwnProcess,
  ownProcess,
  type RedisServer,
  startRedis,
} from '@countersign/test-servers'
import type { TokenRevocation } from '@countersign/issuer'
import { afterEach, beforeEach, expect, expectTypeOf, it } from 'vitest'
import { redisRevocationList, type RedisRevocationList } from '../src/index.js'
import { CLIENTS, type ConnectedClient } from './clients.js'

const AUDIENCE = 'https://rs.example'
const PROGRAM = fileURLToPath(new URL('withdrawing-issuer.mjs', import.meta.url))

interface Answer {
  readonly outcome: string
  readonly accessToken: string
  readonly refreshToken: string
}

let redis: RedisServer
let child: ChildProcess
let issuer: OwnProcess
let connection: ConnectedClient
let revocation: RedisRevocationList
let verifier: Verifier

beforeEach(async () => {
  redis = await startRedis()
  // Without the condition that leads to the sources, which these tests run on.
  child = fork(PROGRAM, [String(redis.port), AUDIENCE], { execArgv: [] })
  issuer = ownProcess(child)
  const [message]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (issuer.hasEnded) throw new Error('the issuer has ended: have the packages been built?')
  const { issuer: name } = message as { issuer: string }
  connection = await (CLIENTS['ioredis'] as (typeof CLIENTS)[string])(redis.port)
  revocation = redisRevocationList(connection.client, { settle: 0, timeout: 4_000 })
  verifier = createVerifier({ issuer: name, audience: AUDIENCE, revocation })
  await revocation.ready()
})
afterEach(async () => {
  verifier?.close()
  revocation?.close()
  await Promise.all([issuer?.kill(), connection?.close()])
  await redis?.close()
})

/** One at a time. */
async function ask(what: 'grant' | 'refresh', token?: string): Promise<Answer> {
  const answered = once(child, 'message')
  child.send({ ask: what, token })
  const [answer] = (await answered) as [Answer]
  return answer
}

async function outcomeOf(accessToken: string): Promise<string> {
  try {
    await verifier.verifyToken(accessToken)
    return 'taken'
  } catch (error) {
    return (error as { reason: string }).reason
  }
}

it('a refresh token that is used twice has the access tokens of its grant refused elsewhere', async () => {
  const first = await ask('grant')
  const second = await ask('refresh', first.refreshToken)
  const another = await ask('grant')
  for (const { accessToken } of [first, second, another]) {
    expect(await outcomeOf(accessToken)).toBe('taken')
  }
  const replay = await ask('refresh', first.refreshToken)
  expect(replay.outcome).toBe('refresh_token_replayed')
  for (const { accessToken } of [first, second]) {
    await expect.poll(async () => outcomeOf(accessToken)).toBe('revoked_token')
  }
  expect(await outcomeOf(another.accessToken)).toBe('taken')
  const last = await ask('refresh', second.refreshToken)
  expect(last.outcome).toBe('refresh_token_revoked')
})

it('a list is what an issuer wants, and what a verifier wants', () => {
  expectTypeOf<RedisRevocationList>().toExtend<TokenRevocation>()
  expectTypeOf<RedisRevocationList>().toExtend<RevocationList>()
})
