import { expect, it } from 'vitest'
import type { Backlog, WaitingBatch } from '../../src/queue/backlog.js'
import { Drainer } from '../../src/queue/drainer.js'
import { Writer } from '../../src/queue/writer.js'
import { written } from '../support/messages.js'

function ignore(): void {
  // Nothing goes wrong here.
}

it('is not through while something is on its way to where it looks', async () => {
  const id = '00000000-0000-0000-0000-000000000001'
  const batch = { id, uses: [written()], counts: [] }
  // The first look is too early.
  const looks: (WaitingBatch | undefined)[] = [undefined, { batch, done: async () => undefined }]
  const backlog = {
    oldest: async () => looks.shift(),
    get isEmpty() {
      return looks.length === 0
    },
  } as unknown as Backlog
  const writer = new Writer(() => undefined)
  writer.open(async () => ({ isRepeated: false, uses: 1, notable: [] }))
  const caughtUp = new Promise<number>((resolve) => {
    new Drainer({
      backlog,
      writer,
      onCaughtUp: resolve,
      onProgress: ignore,
      onFailure: ignore,
      onRefused: ignore,
    }).start()
  })
  expect(await caughtUp).toBe(1)
})
