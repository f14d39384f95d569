import { randomInt } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { KINDS } from '@countersign/test-servers/vitest'
import { describe, expect, it } from 'vitest'
import { startRecording } from '../support/recording-process.js'
import { faults, storeOf } from '../support/stores.js'

const FLUSH = 50
/** Milliseconds that a write may take on a busy machine; what came before is there. */
const WRITING = 1_000

describe.each(KINDS)('a process that is killed, recording on %s', { timeout: 60_000 }, (kind) => {
  it('loses what came in the last moment, at most, and breaks nothing', async () => {
    const store = await storeOf(kind)
    let atLeast = 0
    for (const writer of ['first', 'second', 'third']) {
      const recording = await startRecording({ ...store.options, flushInterval: FLUSH })
      await recording.ask('run', { uses: 2, writer, subjects: 7 })
      await setTimeout(WRITING + FLUSH + randomInt(800))
      const told = recording.toldBy(Date.now() - WRITING - FLUSH)
      await recording.kill()
      atLeast += told
    }
    const last = await startRecording(store.options)
    await last.ask('flush')
    expect(await last.ask('verify')).toMatchObject({ ok: true, problems: [] })
    await last.ask('close')
    const recorded = await store.recorded()
    expect(faults(recorded)).toEqual([])
    expect(recorded.length).toBeGreaterThanOrEqual(atLeast)
    expect(atLeast).toBeGreaterThan(0)
    const left = await readdir(store.spool)
    // What was being written when its process was killed.
    expect(left.filter((name) => !name.endsWith('.writing'))).toEqual([])
  })
})

it('a process that comes to its end by itself has written what waited', async () => {
  const store = await storeOf('PostgreSQL')
  const recording = await startRecording({ ...store.options, flushInterval: 1_000 })
  await recording.ask('ready')
  await recording.ask('tell', { uses: 100, writer: 'leaving', subjects: 3 })
  void recording.ask('leave').catch(() => undefined)
  await recording.ended
  expect(await store.recorded()).toHaveLength(100)
})
