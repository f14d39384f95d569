import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { temporaryFolder } from '@countersign/test-servers/vitest'
import { expect, it } from 'vitest'
import { Announcer } from '../../src/queue/announcer.js'
import { Backlog } from '../../src/queue/backlog.js'
import { Spool } from '../../src/queue/spool.js'
import type { Batch } from '../../src/use.js'
import { written } from '../support/messages.js'

function batch(subject: string): Batch {
  return { id: randomUUID(), uses: [written({ subject })], counts: [] }
}

function ignore(): void {
  // Nothing is lost here.
}

async function drained(backlog: Backlog): Promise<readonly (string | null)[]> {
  const subjects: (string | null)[] = []
  for (let oldest = await backlog.oldest(); oldest; oldest = await backlog.oldest()) {
    subjects.push(...oldest.batch.uses.map(({ subject }) => subject))
    await oldest.done()
  }
  return subjects
}

it('makes one file of each, also where some cannot wait for the others', async () => {
  const folder = await temporaryFolder()
  const spool = new Spool({ folder, maxBytes: 2 ** 24, clock: Date.now, onLost: ignore })
  const backlog = new Backlog(spool, new Announcer())
  expect(backlog.hasDisk).toBe(false)
  await backlog.look()
  const adding = backlog.add(batch('1'))
  expect(backlog.addNow(batch('2'))).toBe(true)
  expect(backlog.addNow(batch('3'))).toBe(true)
  await adding
  expect(await readdir(folder)).toHaveLength(3)
  expect(backlog).toMatchObject({ heldUses: 0, spooledUses: 3, hasDisk: true })
  expect(await drained(backlog)).toEqual(['1', '2', '3'])
  expect(backlog.isEmpty).toBe(true)
})

it('keeps in memory, in order, what has no disk', async () => {
  const backlog = new Backlog(undefined, new Announcer())
  await backlog.add(batch('1'))
  expect(backlog.addNow(batch('2'))).toBe(false)
  expect(backlog).toMatchObject({ heldUses: 2, isHolding: true, hasDisk: false })
  expect(await drained(backlog)).toEqual(['1', '2'])
  expect(backlog).toMatchObject({ heldUses: 0, isEmpty: true })
})
