import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toDer } from '../../src/token/ecdsa-signature.js'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** Both numbers, with all that DER allows them to have in front. */
function numbersIn(der: Buffer): readonly bigint[] {
  const header = (der[1] ?? 0) < 0x80 ? 2 : 3
  const length = der.length - header
  expect([...der.subarray(0, header)]).toEqual(
    length < 0x80 ? [0x30, length] : [0x30, 0x81, length],
  )
  const [r, rest] = integerIn(der.subarray(header))
  const [s, nothing] = integerIn(rest)
  expect(nothing).toHaveLength(0)
  return [r, s]
}

function integerIn(bytes: Buffer): readonly [value: bigint, rest: Buffer] {
  const [tag, length = 0] = bytes
  const value = bytes.subarray(2, 2 + length)
  expect(tag).toBe(0x02)
  expect(value).toHaveLength(length)
  // Not negative, and no byte longer than it has to be.
  expect(value.readInt8()).toBeGreaterThanOrEqual(0)
  if (length > 1) expect(value.readInt16BE()).toBeGreaterThanOrEqual(0x80)
  return [BigInt(`0x${value.toString('hex')}`), bytes.subarray(2 + length)]
}

describe('an ECDSA signature as DER', () => {
  it.each([
    ['two small numbers', '0001 0002', '3006 020101 020102'],
    ['numbers with their first bit set', '80ff ff80', '300a 0203 0080ff 0203 00ff80'],
    ['numbers that fill their bytes', '7fff 0100', '3008 0202 7fff 0202 0100'],
    ['zeros, which are no signature', '0000 0000', '3006 020100 020100'],
  ])('is right for %s', (_, signature, der) => {
    expect(toDer(hex(signature)).toString('hex')).toBe(hex(der).toString('hex'))
  })

  it.each([32, 48, 66])('holds the same numbers, of %i bytes each', (half) => {
    // Zeros in front are what could go wrong.
    const number = fc
      .tuple(fc.nat({ max: half }), fc.uint8Array({ minLength: half, maxLength: half }))
      .map(([zeros, bytes]) => Buffer.concat([Buffer.alloc(zeros), bytes]).subarray(0, half))
    fc.assert(
      fc.property(number, number, (r, s) => {
        const expected = [r, s].map((one) => BigInt(`0x${one.toString('hex')}`))
        expect(numbersIn(toDer(Buffer.concat([r, s])))).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })
})
