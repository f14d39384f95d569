import * as fc from 'fast-check'
import { renderSVG } from 'uqr'
import { describe, expect, it } from 'vitest'
import { barsOf, baseline, countUses, spanOf, strokesOf } from '../../page/chart-geometry.js'
import { readQr } from '../../page/qr.js'

const SIZE = { width: 336, height: 96, slots: 28 }
const points = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 10_000_000 }),
    decision: fc.constantFrom('accepted' as const, 'refused' as const),
  }),
)

describe('the picture of uses', () => {
  it('counts every use once, and draws within its frame', () => {
    fc.assert(
      fc.property(points, fc.nat(5_000_000), fc.nat(5_000_000), (uses, start, length) => {
        const span = spanOf(uses, { start, end: start + length })
        const slots = countUses(uses, span, SIZE.slots)
        const counted = slots.reduce((sum, { accepted, refused }) => sum + accepted + refused, 0)
        expect(counted).toBe(uses.length)
        for (const { x, y, width, height } of barsOf(slots, SIZE)) {
          expect(Math.min(x, y, height)).toBeGreaterThanOrEqual(0)
          expect(x + width).toBeLessThanOrEqual(SIZE.width)
          expect(y + height).toBeLessThanOrEqual(SIZE.height)
        }
      }),
    )
  })

  it('has refused uses below the line, and no room for them where there are none', () => {
    const at = 1_000
    const slots = countUses([{ at, decision: 'refused' }], { from: 0, to: 60_000 }, 2)
    const [bar] = barsOf(slots, SIZE)
    expect(bar).toMatchObject({ refused: true, y: baseline(slots, SIZE.height) })
    const accepted = countUses([{ at, decision: 'accepted' }], { from: 0, to: 60_000 }, 2)
    expect(baseline(accepted, SIZE.height)).toBe(SIZE.height - 1)
  })

  it('hatches within a bar', () => {
    const bar = { x: 10, y: 20, width: 8, height: 30, refused: true }
    const numbers = [...strokesOf(bar, 4).matchAll(/[ML]([\d.]+) ([\d.]+)/g)]
    expect(numbers.length).toBeGreaterThan(4)
    for (const [, x, y] of numbers) {
      expect(Number(x)).toBeGreaterThanOrEqual(10)
      expect(Number(x)).toBeLessThanOrEqual(18)
      expect(Number(y)).toBeGreaterThanOrEqual(20)
      expect(Number(y)).toBeLessThanOrEqual(50)
    }
  })
})

describe('a QR code', () => {
  it('is read from what the server draws', () => {
    const code = readQr(renderSVG('https://as.example/owner/pair#ABCD-EFGH-JKLM'))
    expect(code?.side).toBeGreaterThan(200)
    expect(code?.path).toMatch(/^M\d+,\d+h10v10h-10z/)
  })

  it.each([
    '',
    '<svg viewBox="0 0 10 20"><path d="M0,0z"/></svg>',
    '<svg viewBox="0 0 10 10"><path d="M0,0" onload="alert(1)" d="url(#x)"/></svg>'.replace(
      'M0,0',
      'x',
    ),
    '<script>alert(1)</script>',
    `<svg viewBox="0 0 10 10"><path d="${'M0,0z'.repeat(50_000)}"/></svg>`,
  ])('is none if it is %.40s', (svg) => {
    expect(readQr(svg)).toBeUndefined()
  })
})
