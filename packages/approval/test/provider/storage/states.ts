import { randomBytes } from 'node:crypto'
import { redisApprovalState } from '@countersign/redis'
import { startRedis } from '@countersign/test-servers'
import { Redis } from 'ioredis'
import { afterAll, beforeAll } from 'vitest'
import { memoryApprovalState, type ApprovalState } from '../../../src/index.js'

/** Two handles on one state, as two instances have them, made anew for each test. */
export type MakeStates = () => readonly [ApprovalState, ApprovalState]

export const inMemory: MakeStates = () => {
  const state = memoryApprovalState()
  return [state, state]
}

/** For a `describe`: starts a Redis for its tests. */
export function inRedis(): MakeStates {
  let clients: readonly [Redis, Redis] | undefined
  let server: Awaited<ReturnType<typeof startRedis>> | undefined
  let count = 0
  beforeAll(async () => {
    server = await startRedis()
    clients = [new Redis(server.port, '127.0.0.1'), new Redis(server.port, '127.0.0.1')]
  })
  afterAll(async () => {
    for (const client of clients ?? []) client.disconnect()
    await server?.close()
  })
  return () => {
    if (!clients) throw new Error('no Redis')
    const options = { secret: randomBytes(32), prefix: `${(count += 1)}:`, timeout: 4_000 }
    return [redisApprovalState(clients[0], options), redisApprovalState(clients[1], options)]
  }
}
