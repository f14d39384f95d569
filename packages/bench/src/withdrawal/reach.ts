import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { generateSigningKey } from '@countersign/issuer'
import { redisRevocationList } from '@countersign/redis'
import { Redis } from 'ioredis'
import { accessToken, ISSUER } from '../access-tokens.js'
import { bearerRequest } from '../http/bearer-requests.js'
import { openConnection, type Connection } from '../http/connection.js'
import type { ServerOrder, Way } from './server.js'

// It runs what is built, even where the tests run on sources.
const SERVER = fileURLToPath(new URL('../../dist/withdrawal/server.js', import.meta.url))

/** Milliseconds: as long as a list does not look for news by itself. */
const INTERVAL = 25

/** Milliseconds each, from `revoke()` in this process to the first 401 of another one. */
export async function timesToRefuse(
  path: string,
  way: Way,
  times: number,
): Promise<readonly number[]> {
  const key = await generateSigningKey('EdDSA', { kid: 'k' })
  const order: ServerOrder = { path, way, key: key.publicJwk }
  const child = fork(SERVER, [JSON.stringify(order)], { execArgv: [] })
  const redis = new Redis(path)
  const list = redisRevocationList(redis, { settle: 0, prefix: `${way}:` })
  try {
    const connection = await openConnection(await portOf(child))
    await list.ready()
    const now = Math.floor(Date.now() / 1000)
    const taken: number[] = []
    for (let at = 0; at < times; at += 1) {
      const token = accessToken(key, at, { now })
      await assertAccepted(connection, token)
      // Otherwise it would always be said just after somebody has looked.
      await setTimeout(Math.random() * INTERVAL)
      const began = performance.now()
      const kept = list.revoke({ issuer: ISSUER, tokenId: tokenIdOf(token) })
      while ((await connection.ask(bearerRequest(token))).status !== 401) continue
      taken.push(performance.now() - began)
      await kept
    }
    connection.close()
    return taken
  } finally {
    list.close()
    redis.disconnect()
    child.kill('SIGKILL')
  }
}

/** The same for a record that one connection writes, and another one waits for: nothing can be quicker. */
export async function timesToArrive(path: string, times: number): Promise<readonly number[]> {
  const [writer, reader] = [new Redis(path), new Redis(path)]
  try {
    const taken: number[] = []
    let last = '0'
    for (let at = 0; at < times; at += 1) {
      const waiting = reader.xread('BLOCK', 10_000, 'STREAMS', 'floor', last)
      await setTimeout(1)
      const began = performance.now()
      void writer.xadd('floor', 'MAXLEN', '~', 100, '*', 'at', at)
      const [stream] = (await waiting) ?? []
      taken.push(performance.now() - began)
      last = stream?.[1].at(-1)?.[0] ?? last
    }
    return taken
  } finally {
    writer.disconnect()
    reader.disconnect()
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  const [port] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[]
  if (child.exitCode !== null) throw new Error('a server has ended')
  return Number(port)
}

async function assertAccepted(connection: Connection, token: string): Promise<void> {
  const { status } = await connection.ask(bearerRequest(token))
  if (status !== 200) throw new Error(`a good token was answered ${status}`)
}

function tokenIdOf(token: string): string {
  const [, payload = ''] = token.split('.')
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }).jti
}
