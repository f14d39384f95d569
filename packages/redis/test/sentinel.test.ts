import { DependencyError, type ReplayStore } from '@countersign/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { redisReplayStore } from '../src/index.js'
import { administrator } from './administrator.js'
import { startSentinel, type RedisSentinel } from './redis-sentinel.js'
import { SENTINEL_CLIENTS } from './sentinel-clients.js'
import { addToAll, now, until, untilItTakesNewKeys } from './trying.js'

const once = expect.arrayContaining([true, false])

let sentinel: RedisSentinel
let stores: readonly ReplayStore[]
let closeAll: () => Promise<void>

beforeEach(async () => {
  sentinel = await startSentinel()
  const connections = await Promise.all(
    Object.values(SENTINEL_CLIENTS).map(async (connect) => connect(sentinel.port)),
  )
  stores = connections.map(({ client }) =>
    redisReplayStore(client, { clockMargin: 0, timeout: 500 }),
  )
  closeAll = async () => void (await Promise.all(connections.map(({ close }) => close())))
  await Promise.all(stores.map(untilItTakesNewKeys))
})
afterEach(async () => {
  await closeAll?.()
  await sentinel?.close()
})

describe('a replica that took over', () => {
  it('takes nothing twice of what it knows, or of what it was never told', async () => {
    const { first, second } = sentinel
    const made = now()
    expect(await addToAll(stores, 'told', made)).toEqual(once)
    await sentinel.follows(second)
    // It hears nothing more.
    second.freeze()
    const admin = administrator(first.port)
    await admin.client('KILL', 'TYPE', 'REPLICA')
    admin.disconnect()
    expect(await addToAll(stores, 'never told', made)).toEqual(once)

    const answers: unknown[] = []
    const addAgain = async (): Promise<void> => {
      answers.push(...(await addToAll(stores, 'never told', made)))
    }
    await first.kill()
    second.thaw()
    await addAgain()
    await sentinel.leads(second)
    await until(Promise.all(stores.map(untilItTakesNewKeys)), addAgain)
    await addAgain()
    for (const answer of answers) expect(answer).toBeInstanceOf(DependencyError)
    expect(await addToAll(stores, 'told', made)).toEqual([false, false])
    expect(await addToAll(stores, 'new', now())).toEqual(once)
  })

  it('takes nothing twice that was used before the master was told to step back', async () => {
    const { second } = sentinel
    const made = now()
    const used = Array.from({ length: 20 }, (_, at) => `used ${at}`)
    for (const key of used) expect(await addToAll(stores, key, made)).toEqual(once)
    const answers: unknown[] = []
    const addAgain = async (): Promise<void> => {
      for (const key of used) answers.push(...(await addToAll(stores, key, made)))
    }
    await sentinel.failover()
    await until(sentinel.leads(second), addAgain)
    await until(Promise.all(stores.map(untilItTakesNewKeys)), addAgain)
    await addAgain()
    expect(answers).not.toContain(true)
  })
})
