import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Blocks } from '../../src/directory/directory.js'
import { directoryOn, OPENING, type OpenedDirectory, refusalOf } from '../support/directories.js'
import { HOSTILE, someone, START } from '../support/samples.js'

describe.each(KINDS)('blocks on %s', (kind) => {
  let opened: OpenedDirectory
  let blocks: Blocks

  beforeAll(async () => {
    opened = await directoryOn(kind)
    blocks = opened.directory.blocks
  }, OPENING)
  afterAll(async () => opened.close())

  it('hold until their moment, and not at it', async () => {
    const subject = someone()
    await blocks.add(subject, 'shop', START + 10, START)
    expect(await blocks.has(subject, 'shop', START + 9)).toBe(true)
    expect(await blocks.has(subject, 'shop', START + 10)).toBe(false)
    expect(await blocks.of(subject, START + 9)).toStrictEqual([
      { clientId: 'shop', at: START, until: START + 10 },
    ])
    expect(await blocks.of(subject, START + 10)).toEqual([])
  })

  it('hold for good without one', async () => {
    const subject = someone()
    await blocks.add(subject, 'shop', undefined, START)
    expect(await blocks.has(subject, 'shop', 8_640_000_000_000_000)).toBe(true)
    expect(await blocks.of(subject, START)).toStrictEqual([
      { clientId: 'shop', at: START, until: undefined },
    ])
  })

  it('are of one person and one client', async () => {
    const subject = someone()
    await blocks.add(subject, 'shop', undefined, START)
    expect(await blocks.has(subject, 'Shop', START)).toBe(false)
    expect(await blocks.has(subject, 'shop ', START)).toBe(false)
    expect(await blocks.has(someone(), 'shop', START)).toBe(false)
  })

  it.each([
    [START + 10, START + 5, START + 10],
    [START + 5, START + 10, START + 10],
    [undefined, START + 5, undefined],
    [START + 5, undefined, undefined],
  ])('of %s and then %s hold until %s', async (first, second, until) => {
    const subject = someone()
    await blocks.add(subject, 'shop', first, START)
    await blocks.add(subject, 'shop', second, START + 1)
    expect(await blocks.of(subject, START)).toEqual([{ clientId: 'shop', at: START + 1, until }])
  })

  it('are one, of twenty at once', async () => {
    const subject = someone()
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        blocks.add(subject, 'shop', START + index, START),
      ),
    )
    expect(await blocks.of(subject, START)).toEqual([
      { clientId: 'shop', at: START, until: START + 19 },
    ])
  })

  it('are listed the newest first, and removed once', async () => {
    const [subject, other] = [someone(), someone()]
    await blocks.add(subject, 'old', undefined, START)
    await blocks.add(subject, 'new', undefined, START + 1)
    await blocks.add(other, 'old', undefined, START)
    const names = async (): Promise<readonly string[]> =>
      (await blocks.of(subject, START)).map(({ clientId }) => clientId)
    expect(await names()).toEqual(['new', 'old'])
    expect(await blocks.remove(subject, 'old')).toBe(true)
    expect(await blocks.remove(subject, 'old')).toBe(false)
    expect(await names()).toEqual(['new'])
    expect(await blocks.has(other, 'old', START)).toBe(true)
  })

  it.each(HOSTILE)('of $what are kept, or refused', async ({ text, isName }) => {
    expect(await blocks.has(text, text, START)).toBe(false)
    expect(await blocks.remove(text, text)).toBe(false)
    expect(await blocks.of(text, START)).toEqual([])
    const subject = someone()
    const outcome = await blocks.add(subject, text, undefined, START).catch(refusalOf)
    const names = (await blocks.of(subject, START)).map(({ clientId }) => clientId)
    expect([outcome, names]).toEqual(isName ? [undefined, [text]] : ['bad_value', []])
  })
})
