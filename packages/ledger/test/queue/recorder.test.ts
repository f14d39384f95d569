import { readdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ledgerMessages, usesTold } from '../support/ledger-messages.js'
import { numbers, recording } from '../support/recording.js'

it('writes what it is told, in order, several at a time', async () => {
  const { recorder, appender, tell } = recording()
  tell(1, 500)
  await recorder.flush()
  expect(appender.subjects).toEqual(numbers(1, 500))
  expect(appender.calls).toBe(1)
  expect(recorder).toMatchObject({ written: 500, lost: 0, waiting: 0, isBehind: false })
})

it('writes by itself, within the interval, and before it where enough wait', async () => {
  const { appender, tell } = recording({ flushInterval: 10 })
  tell(1, 1)
  await expect.poll(() => appender.subjects).toEqual(['1'])
  const slow = recording({ flushInterval: 10_000 })
  slow.tell(1, 1_000)
  await expect.poll(() => slow.appender.subjects).toHaveLength(1_000)
})

it('asks the database for one thing at a time, and makes the next batch bigger', async () => {
  const { recorder, appender, tell } = recording()
  await recorder.flush()
  appender.mode = 'hanging'
  tell(1, 10)
  await expect.poll(() => appender.calls).toBe(1)
  tell(11, 300)
  await setTimeout(50)
  expect(appender.calls).toBe(1)
  appender.thaw()
  await recorder.flush()
  expect(appender.batches.map(({ uses }) => uses.length)).toEqual([10, 290])
  expect(appender.mostAtOnce).toBe(1)
})

it('writes what comes while it writes, also if nothing comes after it', async () => {
  const { recorder, appender, tell } = recording({ flushInterval: 10 })
  await recorder.flush()
  appender.mode = 'hanging'
  tell(1, 1)
  await expect.poll(() => appender.calls).toBe(1)
  tell(2, 2)
  // The interval of the second one ends while the first is still being written.
  await setTimeout(50)
  appender.thaw()
  await expect.poll(() => appender.subjects).toEqual(['1', '2'])
})

it('divides what is more than a batch', async () => {
  const { recorder, appender, tell } = recording({ maxWaiting: 20_000 })
  tell(1, 12_000)
  await recorder.flush()
  expect(appender.batches.map(({ uses }) => uses.length)).toEqual([5_000, 5_000, 2_000])
  expect(appender.subjects).toEqual(numbers(1, 12_000))
})

it('counts once what only counts', async () => {
  const { recorder, counters, appender } = recording()
  counters.add('anonymous', null, 3)
  recorder.wake()
  await expect.poll(() => appender.counts).toBe(3)
  await recorder.flush()
  expect(appender.counts).toBe(3)
})

describe('while the database is away', () => {
  it('puts what waits on the disk, and drains it in order when it is back', async () => {
    const messages = ledgerMessages()
    const spool = await temporaryFolder()
    const { recorder, backlog, appender, announcer, tell } = recording({ spool })
    await recorder.flush()
    appender.mode = 'away'
    tell(1, 10)
    await expect.poll(() => backlog.spooledUses).toBe(10)
    tell(11, 20)
    await expect.poll(() => backlog.spooledUses).toBe(20)
    expect(recorder).toMatchObject({
      isBehind: true,
      waiting: 0,
      lost: 0,
      lastError: 'ECONNREFUSED',
    })
    appender.mode = 'up'
    tell(21, 30)
    await recorder.flush()
    expect(appender.subjects).toEqual(numbers(1, 30))
    expect(await readdir(spool)).toEqual([])
    expect(recorder).toMatchObject({ isBehind: false, written: 30 })
    announcer.close()
    expect(messages.filter(({ event }) => event.endsWith('available'))).toEqual([
      { event: 'unavailable', error: 'ECONNREFUSED' },
      { event: 'available' },
    ])
    expect(usesTold(messages, 'spooled')).toBe(usesTold(messages, 'drained'))
    expect(JSON.stringify(messages)).not.toContain('secret')
  })

  it('goes straight to the database again once nothing waits', async () => {
    const spool = await temporaryFolder()
    const { recorder, appender, backlog, tell } = recording({ spool })
    appender.mode = 'away'
    tell(1, 1)
    await expect.poll(() => backlog.spooledUses).toBe(1)
    appender.mode = 'up'
    await recorder.flush()
    const messages = ledgerMessages()
    tell(2, 3)
    await recorder.flush()
    expect(messages).toEqual([])
    expect(appender.subjects).toEqual(numbers(1, 3))
  })

  it('catches up with one that is slow, however many batches there would be', async () => {
    const spool = await temporaryFolder()
    const { recorder, appender, backlog, tell } = recording({ spool })
    await recorder.flush()
    appender.mode = 'away'
    tell(1, 1)
    await expect.poll(() => backlog.spooledUses).toBe(1)
    appender.mode = 'up'
    appender.delay = 150
    let last = 1
    const load = setInterval(() => tell(++last, last), 5)
    onTestFinished(() => clearInterval(load))
    await expect.poll(() => recorder.isBehind, { timeout: 10_000 }).toBe(false)
    clearInterval(load)
    await recorder.flush()
    expect(appender.subjects).toEqual(numbers(1, last))
  })

  it('does not fill the disk with counts', async () => {
    const spool = await temporaryFolder()
    const { recorder, counters, backlog, appender, tell } = recording({ spool })
    appender.mode = 'away'
    tell(1, 1)
    await expect.poll(() => backlog.spooledUses).toBe(1)
    for (let round = 0; round < 10; round++) {
      counters.add('anonymous', null)
      recorder.wake()
      await setTimeout(15)
    }
    expect(await readdir(spool)).toHaveLength(1)
    appender.mode = 'up'
    await recorder.flush()
    expect(appender.counts).toBe(10)
  })

  it('does not write twice what was written without an answer', async () => {
    const spool = await temporaryFolder()
    const { recorder, appender, tell } = recording({ spool })
    await recorder.flush()
    appender.mode = 'unconfirmed'
    tell(1, 10)
    await expect.poll(() => recorder.isBehind).toBe(true)
    appender.mode = 'up'
    tell(11, 20)
    await recorder.flush()
    expect(appender.subjects).toEqual(numbers(1, 20))
    expect(recorder.written).toBe(20)
  })

  it.each(['up', 'away'] as const)(
    'a database that hangs keeps nothing from the disk, and then is %s',
    async (mode) => {
      const spool = await temporaryFolder()
      const { recorder, appender, backlog, tell } = recording({ spool })
      await recorder.flush()
      appender.mode = 'hanging'
      tell(1, 10)
      await expect.poll(() => backlog.spooledUses, { timeout: 5_000 }).toBe(10)
      tell(11, 20)
      await expect.poll(() => backlog.spooledUses).toBe(20)
      expect(appender.calls).toBe(1)
      appender.thaw(mode)
      await expect.poll(() => appender.atOnce).toBe(0)
      appender.mode = 'up'
      await recorder.flush()
      expect(appender.subjects).toEqual(numbers(1, 20))
      expect(recorder.written).toBe(20)
    },
  )

  it('does not wait that long where memory gets scarce', async () => {
    const spool = await temporaryFolder()
    const { recorder, appender, backlog, tell } = recording({ spool, maxWaiting: 1_000 })
    await recorder.flush()
    appender.mode = 'hanging'
    tell(1, 400)
    await expect.poll(() => appender.calls).toBe(1)
    const begin = performance.now()
    tell(401, 950)
    await expect.poll(() => backlog.spooledUses).toBe(950)
    expect(performance.now() - begin).toBeLessThan(900)
    expect(recorder.lost).toBe(0)
    appender.thaw()
  })

  it('a flush fails, and says why', async () => {
    const { recorder, appender, tell } = recording({ spool: await temporaryFolder() })
    await recorder.flush()
    appender.mode = 'away'
    tell(1, 1)
    await expect(recorder.flush()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

describe('a process that comes to nothing else', () => {
  it('loses nothing, and has it in order', async () => {
    const spool = await temporaryFolder()
    const { recorder, appender, tell } = recording({ spool, maxWaiting: 1_000 })
    await recorder.flush()
    tell(1, 12_345)
    expect(recorder.waiting).toBeLessThanOrEqual(1_000)
    await recorder.flush()
    expect(appender.subjects).toEqual(numbers(1, 12_345))
    expect(recorder).toMatchObject({ lost: 0, written: 12_345 })
    expect(await readdir(spool)).toEqual([])
  })

  it.each(['up', 'away'] as const)(
    'loses nothing while the database hangs, which then is %s',
    async (mode) => {
      const spool = await temporaryFolder()
      const { recorder, appender, tell } = recording({ spool, maxWaiting: 1_000 })
      await recorder.flush()
      appender.mode = 'hanging'
      tell(1, 400)
      await expect.poll(() => appender.calls).toBe(1)
      tell(401, 5_000)
      expect(recorder.waiting).toBeLessThanOrEqual(1_000)
      appender.thaw(mode)
      await expect.poll(() => appender.atOnce).toBe(0)
      appender.mode = 'up'
      tell(5_001, 9_000)
      await recorder.flush()
      expect(appender.subjects).toEqual(numbers(1, 9_000))
      expect(recorder).toMatchObject({ lost: 0, written: 9_000 })
      expect(appender.batches.length).toBeLessThan(40)
    },
  )
})
