import { KINDS } from '@countersign/test-servers/vitest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DirectoryRefusal } from '../../src/directory/directory-errors.js'
import type { Directory } from '../../src/directory/directory.js'
import { directoryOn, OPENING, type OpenedDirectory } from '../support/directories.js'
import { approvalOf, HOSTILE, newId, someone, START } from '../support/samples.js'

interface Page {
  readonly keys: readonly string[]
  readonly next: string | undefined
}

/** A list that is read by pages: what is in it goes by keys of the test's own. */
interface List {
  add(subject: string, key: string, at: number): Promise<void>
  page(
    subject: string,
    asked: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<Page>
}

type Lists = (directory: Directory) => List

const LISTS: readonly (readonly [string, Lists])[] = [
  [
    'approvals',
    ({ approvals }) => ({
      add: async (subject, key, at) =>
        approvals.add(approvalOf(subject, { clientId: key, askedAt: at })),
      async page(subject, asked) {
        const page = await approvals.of(subject, asked)
        return { keys: page.approvals.map(({ clientId }) => clientId), next: page.next }
      },
    }),
  ],
  [
    'history',
    ({ history }) => ({
      add: async (subject, key, at) => history.add(subject, { at, kind: 'asked', detail: key }),
      async page(subject, asked) {
        const page = await history.of(subject, asked)
        return { keys: page.events.map(({ detail }) => String(detail)), next: page.next }
      },
    }),
  ],
]

describe.each(KINDS)('on %s', (kind) => {
  let opened: OpenedDirectory

  beforeAll(async () => {
    opened = await directoryOn(kind)
  }, OPENING)
  afterAll(async () => opened.close())

  describe.each(LISTS)('pages of %s', (name, lists) => {
    let list: List

    beforeAll(() => {
      list = lists(opened.directory)
    })

    async function allOf(subject: string, limit: number): Promise<readonly Page[]> {
      const pages: Page[] = [await list.page(subject, { limit })]
      for (let before = pages[0]?.next; before !== undefined; before = pages.at(-1)?.next)
        pages.push(await list.page(subject, { before, limit }))
      return pages
    }

    it('have everything once, the newest first, also of one moment', async () => {
      const subject = someone()
      const keys = Array.from({ length: 23 }, (_, index) => `key-${index}`)
      // Four to each moment.
      for (const [index, key] of keys.entries())
        await list.add(subject, key, START + Math.floor(index / 4))
      await list.add(someone(), 'other', START)
      for (const limit of [1, 4, 5, 22, 23, 100]) {
        const pages = await allOf(subject, limit)
        const found = pages.flatMap((page) => page.keys)
        expect(found.toSorted()).toEqual(keys.toSorted())
        const moments = found.map((key) => Math.floor(Number(key.slice(4)) / 4))
        expect(moments).toEqual(moments.toSorted((a, b) => b - a))
        expect(pages.slice(0, -1).every((page) => page.keys.length === limit)).toBe(true)
      }
    })

    it('end without a next one where nothing more is there', async () => {
      const subject = someone()
      expect(await list.page(subject, { limit: 1 })).toEqual({ keys: [], next: undefined })
      await list.add(subject, 'one', START)
      expect(await list.page(subject, { limit: 1 })).toEqual({ keys: ['one'], next: undefined })
    })

    it('stay as they were while something comes', async () => {
      const subject = someone()
      for (let index = 0; index < 6; index++) await list.add(subject, `key-${index}`, START + index)
      const first = await list.page(subject, { limit: 3 })
      await list.add(subject, 'new', START + 100)
      const second = await list.page(subject, { before: first.next, limit: 3 })
      expect(first.keys).toEqual(['key-5', 'key-4', 'key-3'])
      expect(second).toEqual({ keys: ['key-2', 'key-1', 'key-0'], next: undefined })
      const again = await list.page(subject, { limit: 1 })
      expect(again.keys).toEqual(['new'])
    })

    it('have a hundred, at most', async () => {
      const subject = someone()
      await Promise.all(
        Array.from({ length: 101 }, async (_, index) => list.add(subject, `key-${index}`, START)),
      )
      const { keys, next } = await list.page(subject, { limit: 1_000_000 })
      expect([keys.length, typeof next]).toEqual([100, 'string'])
    })

    it.each([0, -1, 1.5, NaN, Infinity])('of %s are refused', async (limit) => {
      await expect(list.page(someone(), { limit })).rejects.toThrow(DirectoryRefusal)
    })

    it('show nothing of somebody else by their cursor', async () => {
      const [mine, other] = [someone(), someone()]
      for (let index = 0; index < 3; index++) {
        await list.add(mine, `mine-${index}`, START + index)
        await list.add(other, `other-${index}`, START + index)
      }
      const { next } = await list.page(other, { limit: 1 })
      const { keys } = await list.page(mine, { before: next, limit: 10 })
      expect(keys.filter((key) => !key.startsWith('mine'))).toEqual([])
    })

    it('are read with cursors of this list alone, as they were given', async () => {
      const subject = someone()
      for (let index = 0; index < 3; index++) await list.add(subject, `key-${index}`, START + index)
      const { next = '' } = await list.page(subject, { limit: 1 })
      const text = Buffer.from(next, 'base64url').toString()
      const other = name === 'history' ? 'approvals' : 'history'
      const changed = [
        text.replace('1 ', '2 '),
        text.replace(name, other),
        `1 ${other} 0000000000000001 ${other === 'history' ? '0000000000000001' : newId()}`,
        text.replace(/\d{16}/, '9999999999999999'),
        text.replace(/\d{16}/, '-000000000000001'),
        text.slice(0, -1),
        `${text} `,
        `${text}\n`,
        text.replace(/\S+$/, `' OR true --`),
      ].map((one) => Buffer.from(one).toString('base64url'))
      const bad = [
        `${next}=`,
        ` ${next}`,
        next.slice(1),
        '',
        ...changed,
        ...HOSTILE.map(({ text }) => text),
      ]
      for (const before of bad) {
        await expect(list.page(subject, { before, limit: 1 })).rejects.toMatchObject({
          name: 'DirectoryRefusal',
          reason: 'bad_cursor',
          status: 400,
        })
      }
      for (const before of [null, 7, {}, [next]]) {
        const asked = { before: before as never, limit: 1 }
        await expect(list.page(subject, asked)).rejects.toThrow(DirectoryRefusal)
      }
    })
  })
})
