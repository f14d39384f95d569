import * as fileSystem from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { describe, expect, it } from 'vitest'
import type { SpoolFiles } from '../../src/queue/spool-disk.js'
import { ledgerMessages, usesTold } from '../support/ledger-messages.js'
import { numbers, recording } from '../support/recording.js'
import { leaveBatch } from '../support/leave-batch.js'

function filesWith(isFull: () => boolean): SpoolFiles {
  const open = async (...given: Parameters<typeof fileSystem.open>): Promise<unknown> => {
    if (given[1] === 'w' && isFull()) throw Object.assign(new Error('no'), { code: 'ENOSPC' })
    return fileSystem.open(...given)
  }
  return { ...fileSystem, open: open as typeof fileSystem.open }
}

const createNow = (): never => {
  throw Object.assign(new Error('no'), { code: 'ENOSPC' })
}

const fails = async (): Promise<never> => {
  throw Object.assign(new Error('no'), { code: 'EIO' })
}

describe('without a disk', () => {
  it('keeps what fits into memory, and counts and tells what does not', async () => {
    const messages = ledgerMessages()
    const { recorder, appender, announcer, tell } = recording({ maxWaiting: 100 })
    appender.mode = 'away'
    tell(1, 60)
    await expect.poll(() => recorder.isBehind && appender.calls > 0).toBe(true)
    tell(61, 150)
    expect(recorder).toMatchObject({ waiting: 100, lost: 50 })
    appender.mode = 'up'
    await recorder.flush()
    await expect.poll(() => appender.counts).toBe(50)
    expect(appender.subjects).toEqual(numbers(1, 100))
    expect(recorder).toMatchObject({ waiting: 0, lost: 50, written: 100 })
    announcer.close()
    expect(usesTold(messages, 'lost')).toBe(50)
  })

  it('keeps no batches of counts alone', async () => {
    const { recorder, counters, backlog, appender, tell } = recording()
    appender.mode = 'away'
    tell(1, 1)
    await expect.poll(() => backlog.isHolding).toBe(true)
    for (let round = 0; round < 10; round++) {
      counters.add('anonymous', null)
      recorder.wake()
      await setTimeout(15)
    }
    appender.mode = 'up'
    await recorder.flush()
    await expect.poll(() => appender.counts).toBe(10)
    expect(appender.batches.length).toBeLessThan(4)
  })

  it('gives up what is left when it is closed, and tells', async () => {
    const messages = ledgerMessages()
    const { recorder, appender, announcer, tell } = recording()
    appender.mode = 'away'
    tell(1, 7)
    await recorder.close(Promise.resolve())
    announcer.close()
    expect(recorder.lost).toBe(7)
    expect(usesTold(messages, 'lost')).toBe(7)
  })
})

describe('a disk that is full', () => {
  it('leaves uses in memory until there is room, and in order', async () => {
    const messages = ledgerMessages()
    let isFull = true
    const spool = await temporaryFolder()
    const files = filesWith(() => isFull)
    const { recorder, backlog, appender, tell } = recording({
      spool,
      files,
      createNow,
      maxWaiting: 100,
    })
    appender.mode = 'away'
    tell(1, 30)
    await expect.poll(() => backlog.heldUses).toBe(30)
    tell(31, 60)
    await expect.poll(() => backlog.heldUses).toBe(60)
    isFull = false
    tell(61, 90)
    await expect.poll(() => backlog.spooledUses).toBe(90)
    expect(recorder).toMatchObject({ waiting: 0, lost: 0 })
    appender.mode = 'up'
    await recorder.flush()
    expect(appender.subjects).toEqual(numbers(1, 90))
    expect(messages.filter(({ event }) => event === 'failed')).toEqual([
      { event: 'failed', part: 'spool', error: 'ENOSPC' },
    ])
  })

  it('loses what memory cannot take either, and counts it', async () => {
    const files = filesWith(() => true)
    const spool = await temporaryFolder()
    const { recorder, appender, tell } = recording({ spool, files, createNow, maxWaiting: 100 })
    appender.mode = 'away'
    tell(1, 130)
    await expect.poll(() => recorder.lost).toBe(30)
    appender.mode = 'up'
    await recorder.flush()
    expect(appender.subjects).toEqual(numbers(1, 100))
    await expect.poll(() => appender.counts).toBe(30)
  })
})

describe('a disk that cannot be read', () => {
  it('keeps nothing from the database, from the start', async () => {
    const messages = ledgerMessages()
    const spool = await temporaryFolder()
    await leaveBatch(spool, 'earlier', Date.now())
    const files = { ...fileSystem, readdir: fails }
    const { recorder, appender, tell } = recording({ spool, files, maxWaiting: 100 })
    tell(1, 50)
    await expect.poll(() => appender.subjects).toEqual(numbers(1, 50))
    expect(recorder).toMatchObject({ isBehind: false, lost: 0 })
    tell(51, 100)
    await recorder.flush()
    expect(appender.subjects).toEqual(numbers(1, 100))
    expect(messages).toContainEqual({ event: 'failed', part: 'spool', error: 'EIO' })
  })

  it('has a flush fail that cannot tell what is there', async () => {
    const spool = await temporaryFolder()
    const files = { ...fileSystem }
    const { recorder, backlog, appender, tell } = recording({ spool, files })
    appender.mode = 'away'
    tell(1, 5)
    await expect.poll(() => backlog.spooledUses).toBe(5)
    files.readdir = fails
    files.open = fails
    files.rename = fails
    appender.mode = 'up'
    tell(6, 9)
    await expect(recorder.flush()).rejects.toThrow('the spool cannot be read: EIO')
    await expect.poll(() => appender.subjects).toEqual(numbers(6, 9))
    Object.assign(files, fileSystem)
    expect(await backlog.look()).toBe(true)
  })
})
