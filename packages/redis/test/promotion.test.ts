import { DependencyError } from '@countersign/core'
import { startRedis } from '@countersign/test-servers'
import { expect, it, onTestFinished } from 'vitest'
import { redisReplayStore } from '../src/index.js'
import { administrator, untilItIs } from './administrator.js'
import { later, now, outcomeOf, untilItTakesNewKeys } from './trying.js'

// Otherwise a replica is waited for, in case that more come.
const PROMPT = 'repl-diskless-sync-delay 0'

it('a master that stepped back, and leads again without what happened meanwhile, takes nothing twice', async () => {
  const [one, other] = [await startRedis(PROMPT), await startRedis(PROMPT)]
  const [first, second] = [administrator(one.port), administrator(other.port)]
  onTestFinished(async () => {
    first.disconnect()
    second.disconnect()
    await Promise.all([one.close(), other.close()])
  })
  let leader = first
  const store = redisReplayStore(
    async ({ script, keys, args }) => leader.eval(script, keys.length, ...keys, ...args),
    { clockMargin: 0 },
  )
  const isUpToDate = async (replica: typeof first): Promise<void> =>
    untilItIs(async () => (await replica.info('replication')).includes('master_link_status:up'))
  await untilItTakesNewKeys(store)
  await second.replicaof('127.0.0.1', one.port)
  await isUpToDate(second)

  await second.replicaof('NO', 'ONE')
  await first.replicaof('127.0.0.1', other.port)
  await isUpToDate(first)
  // It hears nothing more.
  one.freeze()
  await second.client('KILL', 'TYPE', 'REPLICA')
  leader = second
  await untilItTakesNewKeys(store)
  const made = now()
  expect(await store.add('used', later(), made)).toBe(true)

  await other.kill()
  one.thaw()
  await first.replicaof('NO', 'ONE')
  leader = first
  expect(await outcomeOf(store.add('used', later(), made))).toBeInstanceOf(DependencyError)
  await untilItTakesNewKeys(store)
})
