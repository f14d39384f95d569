import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DirectoryRefusal } from '../../src/directory/directory-errors.js'
import type { History } from '../../src/directory/directory.js'
import { directoryOn, OPENING, type OpenedDirectory } from '../support/directories.js'
import { HOSTILE, newId, someone, START } from '../support/samples.js'

describe.each(KINDS)('history on %s', (kind) => {
  let opened: OpenedDirectory
  let history: History

  beforeAll(async () => {
    opened = await directoryOn(kind)
    history = opened.directory.history
  }, OPENING)
  afterAll(async () => opened.close())

  it('comes back as it was told, the newest first, of one person', async () => {
    const subject = someone()
    const whole = {
      at: START + 1,
      kind: 'approved',
      device: newId(),
      clientId: 'shop',
      approvalId: newId(),
      detail: 'Phone',
      network: '192.0.2.0/24',
    } as const
    await history.add(subject, whole)
    await history.add(subject, { at: START, kind: 'signed_in' })
    await history.add(someone(), { at: START, kind: 'signed_in' })
    const nothing = { device: undefined, clientId: undefined, approvalId: undefined }
    expect((await history.of(subject, { limit: 10 })).events).toStrictEqual([
      whole,
      { at: START, kind: 'signed_in', ...nothing, detail: undefined, network: undefined },
    ])
  })

  it.each(HOSTILE)('keeps $what, cleaned', async ({ text, clean }) => {
    const subject = someone()
    const given = { device: text, clientId: text, approvalId: text, detail: text, network: text }
    await history.add(subject, { at: START, kind: 'asked', ...given })
    const [event] = (await history.of(subject, { limit: 1 })).events
    expect(event).toMatchObject({ clientId: clean.slice(0, 255), detail: clean.slice(0, 200) })
    expect((await history.of(text, { limit: 1 })).events).toEqual([])
  })

  it('does not cut a character in two', async () => {
    const subject = someone()
    await history.add(subject, { at: START, kind: 'asked', detail: `x${'📱'.repeat(150)}` })
    const [event] = (await history.of(subject, { limit: 1 })).events
    expect(event?.detail).toBe(`x${'📱'.repeat(99)}\ufffd`)
  })

  it('refuses what can be of nobody', async () => {
    for (const subject of ['', 'a\0b', 'x'.repeat(256)])
      await expect(history.add(subject, { at: START, kind: 'asked' })).rejects.toThrow(
        DirectoryRefusal,
      )
  })
})
