import { randomBytes } from 'node:crypto'
import { redisApprovalState } from '@countersign/redis'
import { startRedis } from '@countersign/test-servers'
import { Redis } from 'ioredis'
import { expect, it, onTestFinished } from 'vitest'
import { startWorld } from './world.js'

it('goes on where it was when Redis was killed between the question and the answer', async () => {
  const server = await startRedis('appendonly yes', 'appendfsync always')
  onTestFinished(async () => server.close())
  const client = new Redis(server.port, '127.0.0.1', { retryStrategy: () => 20 })
  client.on('error', () => undefined)
  onTestFinished(() => client.disconnect())
  const state = redisApprovalState(client, { secret: randomBytes(32), timeout: 500 })
  const { ask, approve, poll, assertion } = await startWorld([state])

  const [id, used] = [await ask(), assertion()]
  expect((await poll(id, { assertion: used })).body['error']).toBe('authorization_pending')
  await server.kill()
  expect(await poll(id)).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } })
  await server.start()
  const error = async (): Promise<unknown> => (await poll(id)).body['error']
  await expect.poll(error, { timeout: 15_000 }).toBe('authorization_pending')
  // What was used before is used afterwards.
  expect((await poll(id, { assertion: used })).status).toBe(401)
  await approve(id)
  expect((await poll(id)).status).toBe(200)
  await server.kill()
  await server.start()
  await expect.poll(async () => client.ping(), { timeout: 15_000 }).toBe('PONG')
  expect((await poll(id)).body['error']).toBe('invalid_grant')
})
