import { readdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { describe, expect, it } from 'vitest'
import { FakeAppender } from '../support/fake-appender.js'
import { ledgerMessages, usesTold } from '../support/ledger-messages.js'
import { numbers, recording } from '../support/recording.js'
import { leaveBatch } from '../support/leave-batch.js'

describe('a use that the database will never take', () => {
  it('is set aside, and holds up no other', async () => {
    const messages = ledgerMessages()
    const spool = await temporaryFolder()
    const { recorder, appender, announcer, counters, tell } = recording({ spool })
    appender.refuses = ({ subject }) => subject === '77' || subject === '500'
    counters.add('anonymous', null)
    tell(1, 1_000)
    await recorder.flush()
    tell(1_001, 1_001)
    await recorder.flush()
    const expected = numbers(1, 1_001).filter((subject) => subject !== '77' && subject !== '500')
    expect(appender.subjects).toEqual(expected)
    expect(recorder.lost).toBe(2)
    await expect.poll(() => appender.counts).toBe(3)
    const files = await readdir(spool)
    expect(files.filter((name) => name.endsWith('.refused'))).toHaveLength(2)
    expect(files).toHaveLength(2)
    announcer.close()
    expect(usesTold(messages, 'lost')).toBe(2)
    expect(JSON.stringify(messages)).toContain('a value was refused (22P05)')
  })

  it('is told of where there is no disk, too', async () => {
    const { recorder, appender, tell } = recording()
    appender.refuses = ({ subject }) => subject === '2'
    tell(1, 3)
    await recorder.flush()
    expect(appender.subjects).toEqual(['1', '3'])
    expect(recorder.lost).toBe(1)
  })

  it('does not have every one of thousands tried where all are of its kind', async () => {
    const { recorder, appender, tell } = recording()
    appender.refuses = () => true
    tell(1, 4_000)
    await recorder.flush()
    expect(recorder.lost).toBe(4_000)
    expect(appender.calls).toBeLessThan(200)
  })
})

describe('what other processes have left', () => {
  it('is written before what comes now', async () => {
    const spool = await temporaryFolder()
    await leaveBatch(spool, 'earlier', Date.now() - 5_000)
    await leaveBatch(spool, 'first', Date.now() - 9_000)
    const { recorder, appender, tell } = recording({ spool, isOpen: false })
    tell(1, 5)
    await expect.poll(async () => (await readdir(spool)).length).toBe(3)
    recorder.open(appender.append)
    await recorder.flush()
    expect(appender.subjects).toEqual(['first', 'earlier', ...numbers(1, 5)])
  })

  it('is written although the clock says that it comes from the future', async () => {
    const spool = await temporaryFolder()
    await leaveBatch(spool, 'earlier', Date.now() + 3_600_000)
    const { recorder, appender, tell } = recording({ spool, isOpen: false })
    tell(1, 1)
    await expect.poll(async () => (await readdir(spool)).length).toBe(2)
    recorder.open(appender.append)
    await recorder.flush()
    expect(appender.subjects).toEqual(['earlier', '1'])
  })

  it('is written once, also where several drain it at the same time', async () => {
    const spool = await temporaryFolder()
    const appender = new FakeAppender()
    for (let index = 0; index < 50; index++)
      await leaveBatch(spool, String(index), Date.now() + index)
    const both = [recording({ spool, appender }), recording({ spool, appender })]
    for (const { tell } of both) tell(100, 120)
    await Promise.all(both.map(async ({ recorder }) => recorder.flush()))
    const spooled = appender.subjects.filter((subject) => Number(subject) < 100)
    expect(spooled).toEqual(numbers(0, 49))
    expect(appender.subjects).toHaveLength(50 + 42)
    expect(await readdir(spool)).toEqual([])
    expect(both.map(({ recorder }) => recorder.lost)).toEqual([0, 0])
  })
})

describe('closing', () => {
  it('writes what waits', async () => {
    const { recorder, appender, tell } = recording()
    tell(1, 100)
    await recorder.close(new Promise(() => undefined))
    expect(appender.subjects).toEqual(numbers(1, 100))
  })

  it('does not wait for a slow database beyond the limit', async () => {
    const spool = await temporaryFolder()
    const { recorder, backlog, appender, tell } = recording({ spool, maxWaiting: 100_000 })
    await recorder.flush()
    appender.delay = 500
    tell(1, 30_000)
    const limit = setTimeout(700)
    await recorder.close(limit)
    expect(appender.batches.length).toBeLessThan(4)
    expect(recorder.lost).toBe(0)
    // One may be in both: it was on its way.
    expect(recorder.written + backlog.spooledUses).toBeGreaterThanOrEqual(30_000)
  })

  it('leaves nobody waiting for a flush, then and later', async () => {
    const { recorder, appender, tell } = recording({ spool: await temporaryFolder() })
    await recorder.flush()
    appender.mode = 'hanging'
    tell(1, 10)
    const flushed = recorder.flush().catch((error: unknown) => error)
    await recorder.close(Promise.resolve())
    expect(String(await flushed)).toContain('the ledger was closed')
    await expect(recorder.flush()).rejects.toThrow('the ledger was closed')
  })

  it('is not undone by a database that comes too late', async () => {
    const { recorder, appender } = recording({ isOpen: false })
    await recorder.close(Promise.resolve())
    const timers = process.getActiveResourcesInfo().length
    recorder.open(appender.append)
    expect(process.getActiveResourcesInfo()).toHaveLength(timers)
    expect(appender.calls).toBe(0)
  })

  it('puts on the disk what a database that hangs does not take', async () => {
    const spool = await temporaryFolder()
    const { recorder, appender, tell } = recording({ spool })
    await recorder.flush()
    appender.mode = 'hanging'
    tell(1, 100)
    await recorder.close(Promise.resolve())
    expect(recorder.lost).toBe(0)
    const next = recording({ spool })
    await next.recorder.flush()
    expect(next.appender.subjects).toEqual(numbers(1, 100))
  })
})
