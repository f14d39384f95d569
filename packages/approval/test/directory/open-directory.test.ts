import { ConfigError } from '@countersign/core'
import { KINDS, openPool, type OwnPool } from '@countersign/test-servers/vitest'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Directory } from '../../src/directory/directory.js'
import { DirectoryUnavailable } from '../../src/directory/directory-errors.js'
import { openDirectory } from '../../src/directory/open-directory.js'
import { OPENING, storageOf } from '../support/directories.js'
import {
  approvalOf,
  decidedApprovalOf,
  deviceOf,
  GRANTED,
  newId,
  someone,
  START,
} from '../support/samples.js'

const DAY = 86_400_000

afterEach(() => {
  vi.useRealTimers()
})

describe('the options of a directory', () => {
  const pool = { connect: async () => Promise.reject(new Error('not to be asked')) }

  it.each([
    ['schema', 'Public'],
    ['schema', 'x"; DROP SCHEMA public'],
    ['schema', ''],
    ['retention', 0],
    ['retention', 1.5],
    ['retention', 36_501],
    ['retention', '365'],
  ])('do not have %s %j', (option, value) => {
    const open = (): Directory => openDirectory({ pool }, { [option]: value })
    expect(open).toThrow(ConfigError)
    expect(open).toThrow(`"${option}"`)
  })
})

describe.each(KINDS)('a directory on %s', (kind) => {
  it(
    'has what was written after it was closed and opened again',
    async () => {
      const { storage, close } = await storageOf(kind)
      onTestFinished(close)
      const subject = someone()
      const device = deviceOf(subject)
      const approval = approvalOf(subject)
      const first = openDirectory(storage)
      await first.ready()
      await first.devices.add(device)
      await first.approvals.add(approval)
      await first.userCodes.set(subject, '1234')
      await first.history.add(subject, { at: START, kind: 'device_paired' })
      await first.blocks.add(subject, 'shop', undefined, START)
      await first.close()

      const second = openDirectory(storage)
      onTestFinished(async () => second.close())
      await second.ready()
      expect(await second.devices.of(subject)).toEqual([device])
      expect(await second.approvals.get(approval.id)).toEqual(approval)
      expect(await second.userCodes.matches(subject, '1234')).toBe(true)
      expect((await second.history.of(subject, { limit: 9 })).events).toHaveLength(1)
      expect(await second.blocks.has(subject, 'shop', START)).toBe(true)
    },
    OPENING,
  )

  it(
    'tells how it is',
    async () => {
      const { storage, close } = await storageOf(kind)
      onTestFinished(close)
      const directory = openDirectory(storage)
      expect(directory.health()).toStrictEqual({ state: 'starting' })
      await directory.ready()
      expect(directory.health()).toStrictEqual({ state: 'ready' })
      await directory.close()
      await directory.close()
      expect(directory.health().state).toBe('closed')
      await expect(directory.devices.of('anybody')).rejects.toThrow(DirectoryUnavailable)
      await expect(directory.ready()).rejects.toThrow(DirectoryUnavailable)
    },
    OPENING,
  )

  it(
    'removes what is old once it is opened, and from then on',
    async () => {
      const { storage, close } = await storageOf(kind)
      onTestFinished(close)
      const now = Date.now()
      vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: now - 40 * DAY })
      const subject = someone()
      const directory = openDirectory(storage, { retention: 7 })
      onTestFinished(async () => directory.close())
      const isEmpty = async (): Promise<boolean> =>
        (await directory.history.of(subject, { limit: 1 })).events.length === 0
      await directory.ready()
      await directory.history.add(subject, { at: Date.now(), kind: 'signed_in' })
      vi.setSystemTime(now - 33 * DAY)
      await vi.advanceTimersByTimeAsync(600_000)
      await vi.waitUntil(isEmpty, { timeout: 30_000 })
      await directory.history.add(subject, { at: now - 60 * DAY, kind: 'signed_in' })
      await vi.advanceTimersByTimeAsync(3_600_000)
      await vi.waitUntil(isEmpty, { timeout: 30_000 })
      expect(directory.health()).toEqual({ state: 'ready' })
    },
    OPENING,
  )
})

it(
  'a folder is of one directory, and of the next one when that is closed',
  async () => {
    const { storage, close } = await storageOf('PGlite')
    onTestFinished(close)
    const [first, second] = [openDirectory(storage), openDirectory(storage)]
    onTestFinished(async () => second.close())
    await Promise.race([first.ready(), second.ready()])
    const [holder, other] = first.health().state === 'ready' ? [first, second] : [second, first]
    onTestFinished(async () => other.close())
    await vi.waitUntil(() => other.health().lastError, { timeout: 30_000 })
    expect(other.health().state).toBe('starting')
    await holder.close()
    await other.ready()
    expect(other.health()).toEqual({ state: 'ready' })
  },
  OPENING,
)

it('tables of a later version are left alone', async () => {
  const { pool, close } = await openPool()
  onTestFinished(close)
  await pool.query('INSERT INTO countersign_approval.versions VALUES (99, now())')
  const directory = openDirectory({ pool })
  onTestFinished(async () => directory.close())
  const lastError = await vi.waitUntil(() => directory.health().lastError, { timeout: 30_000 })
  expect(lastError).toContain('version 99')
  await expect(directory.devices.of('anybody')).rejects.toThrow(DirectoryUnavailable)
})

it('directories of two schemas have nothing to do with each other', async () => {
  const { pool, close } = await openPool()
  onTestFinished(close)
  const [one, other] = [openDirectory({ pool }), openDirectory({ pool }, { schema: 'other' })]
  onTestFinished(async () => void (await Promise.all([one.close(), other.close()])))
  await Promise.all([one.ready(), other.ready()])
  const device = deviceOf(someone())
  expect(await one.devices.add(device)).toBe('added')
  expect(await other.devices.of(device.subject)).toEqual([])
  expect(await other.devices.add(device)).toBe('added')
})

describe('two instances on one server', () => {
  let own: OwnPool
  let instances: readonly [Directory, Directory]

  beforeAll(async () => {
    own = await openPool()
    instances = [openDirectory({ pool: own.pool }), openDirectory({ pool: own.another() })]
    await Promise.all(instances.map(async (one) => one.ready()))
  })
  afterAll(async () => {
    await Promise.all(instances.map(async (one) => one.close()))
    await own.close()
  })

  const at = (index: number): Directory => instances[index % 2 === 0 ? 0 : 1]

  it('make the tables once, when both are the first', async () => {
    const fresh = [own.pool, own.another()].map((pool) =>
      openDirectory({ pool }, { schema: 'new' }),
    )
    onTestFinished(async () => void (await Promise.all(fresh.map(async (one) => one.close()))))
    await Promise.all(fresh.map(async (one) => one.ready()))
    const subject = someone()
    await fresh[0]?.devices.add(deviceOf(subject))
    expect(await fresh[1]?.devices.of(subject)).toHaveLength(1)
  })

  it('see what the other one has written', async () => {
    const approval = approvalOf(someone())
    await at(0).approvals.add(approval)
    expect(await at(1).approvals.get(approval.id)).toEqual(approval)
  })

  it('decide once', async () => {
    for (let round = 0; round < 5; round++) {
      const approval = approvalOf(someone())
      await at(0).approvals.add(approval)
      const decided = await Promise.all(
        Array.from({ length: 20 }, async (_, index) =>
          at(index).approvals.decide(approval.id, {
            decision: 'approved',
            at: START,
            device: newId(),
            granted: GRANTED,
          }),
        ),
      )
      expect(decided.filter(Boolean)).toHaveLength(1)
    }
  })

  it('stop once', async () => {
    const approval = decidedApprovalOf(someone(), 'approved')
    await at(0).approvals.add(approval)
    const stopped = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => at(index).approvals.stop(approval.id, START)),
    )
    expect(stopped.filter(Boolean)).toHaveLength(1)
  })

  it('add no more than twenty devices', async () => {
    const subject = someone()
    const added = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => at(index).devices.add(deviceOf(subject))),
    )
    expect(added.filter((one) => one === 'added')).toHaveLength(20)
    expect(await at(0).devices.of(subject)).toHaveLength(20)
  })

  it('keep one of two devices that remove each other', async () => {
    for (let round = 0; round < 10; round++) {
      const devices = [deviceOf(someone())]
      devices.push(deviceOf(devices[0]?.subject ?? ''))
      for (const device of devices) await at(0).devices.add(device)
      const removed = await Promise.all(
        devices.map(async ({ subject, id }, index) => at(index).devices.remove(subject, id, false)),
      )
      expect(removed.toSorted()).toEqual(['last', 'removed'])
    }
  })
})
