import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { startRecording } from '../support/recording-process.js'
import { faults, storeOf } from '../support/stores.js'

it.each([1, 4, 8])(
  '%i processes record the same subjects, and every chain is whole',
  async (count) => {
    const store = await storeOf('PostgreSQL')
    const writers = Array.from({ length: count }, (_, index) => `writer-${index}`)
    const processes = await Promise.all(
      writers.map(async (writer) => ({
        writer,
        recording: await startRecording({ ...store.options, flushInterval: 10 }),
      })),
    )
    await Promise.all(
      processes.map(async ({ writer, recording }) => {
        await recording.ask('ready')
        for (let round = 0; round < 20; round++)
          await recording.ask('tell', { uses: 100, writer, subjects: 5 })
        await recording.ask('flush')
      }),
    )
    const recorded = await store.recorded()
    expect(recorded).toHaveLength(count * 2_000)
    expect(faults(recorded)).toEqual([])
    const [first] = processes
    const verification = await first?.recording.ask('verify')
    expect(verification).toMatchObject({ ok: true, chains: 5, uses: count * 2_000 })
    await Promise.all(processes.map(async ({ recording }) => recording.ask('close')))
    expect(await readdir(store.spool)).toEqual([])
  },
)
