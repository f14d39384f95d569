import { deflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStatusList, StatusList } from '../../src/status-list/status-list.js'

const widths = fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const)

describe('StatusList', () => {
  it('finds what was packed, and nothing beyond it', () => {
    fc.assert(
      fc.property(widths, fc.array(fc.nat({ max: 255 }), { maxLength: 70 }), (bits, numbers) => {
        const statuses = numbers.map((number) => number % 2 ** bits)
        const bytes = new Uint8Array(Math.ceil((statuses.length * bits) / 8))
        for (const [index, status] of statuses.entries()) {
          const at = Math.floor((index * bits) / 8)
          bytes[at] = (bytes[at] ?? 0) + status * 2 ** ((index * bits) % 8)
        }
        const list = new StatusList(bits, bytes)
        expect(statuses.map((_, index) => list.at(index))).toEqual(statuses)
        for (const beyond of [bytes.length * (8 / bits), 2 ** 31, 2 ** 32, 2 ** 53 - 1]) {
          expect(list.at(beyond)).toBeUndefined()
        }
      }),
    )
  })

  it('is empty without bytes', () => {
    expect(new StatusList(1, new Uint8Array()).at(0)).toBeUndefined()
  })
})

describe('readStatusList', () => {
  it.each([1, 2, 4, 8])('reads %i bits', async (bits) => {
    const lst = deflateSync(Uint8Array.of(0xff, 0x00)).toString('base64url')
    const list = await readStatusList({ bits, lst }, 2)
    expect(list.size).toBe(2)
    expect(list.at(0)).toBe(2 ** bits - 1)
    expect(list.at(8 / bits)).toBe(0)
  })

  it('inflates as much as it may, and not a byte more', async () => {
    const lst = deflateSync(Buffer.alloc(1_000)).toString('base64url')
    expect((await readStatusList({ bits: 1, lst }, 1_000)).size).toBe(1_000)
    await expect(readStatusList({ bits: 1, lst }, 999)).rejects.toMatchObject({
      reason: 'unusable_status',
    })
  })
})
