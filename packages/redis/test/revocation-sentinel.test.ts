import { expect, it, onTestFinished } from 'vitest'
import { administrator } from './administrator.js'
import { startSentinel } from './redis-sentinel.js'
import { answerOf, listOf, revoke, untilRevoked } from './revocation-lists.js'
import { SENTINEL_CLIENTS } from './sentinel-clients.js'

it('a replica that took over is told of what it was never told', async () => {
  const sentinel = await startSentinel()
  onTestFinished(() => sentinel.close())
  const { first, second } = sentinel
  const connections = await Promise.all(
    Object.values(SENTINEL_CLIENTS).map(async (connect) => connect(sentinel.port)),
  )
  onTestFinished(async () => {
    await Promise.all(connections.map(({ close }) => close()))
  })
  const lists = connections.map(({ client }) => listOf(client, { settle: 0, timeout: 2_000 }))
  const [one, other] = lists
  if (!one || !other) throw new Error('there are two clients')
  await Promise.all(lists.map(async (list) => list.ready()))
  await revoke(one, 'told')
  await sentinel.follows(second)
  // It hears nothing more.
  second.freeze()
  const admin = administrator(first.port)
  await admin.client('KILL', 'TYPE', 'REPLICA')
  admin.disconnect()
  await revoke(one, 'never told by one')
  await revoke(other, 'never told by the other')
  await first.kill()
  second.thaw()
  await sentinel.leads(second)
  const newcomer = await SENTINEL_CLIENTS['ioredis, by a Sentinel']?.(sentinel.port)
  if (!newcomer) throw new Error('there is such a client')
  onTestFinished(newcomer.close)
  const list = listOf(newcomer.client, { settle: 0, timeout: 2_000 })
  for (const name of ['told', 'never told by one', 'never told by the other']) {
    for (const each of [one, other, list]) await untilRevoked(each, name)
  }
  expect(await answerOf(list, 'other')).toBe(false)
})
