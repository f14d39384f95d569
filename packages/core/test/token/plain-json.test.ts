import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlainJson } from '../../src/token/plain-json.js'
import { parseJsonObject } from '../../src/token/strict-json.js'

const read = (text: string): unknown => readPlainJson(Buffer.from(text))

/** What an earlier and longer text may have left in the same bytes. */
const LEFTOVERS = ['\0', '\0"}', '\0}', '\0,"b":1}', '\0]}']

/** It may leave anything to the strict parser, and may read nothing as something else. */
function isMisread(bytes: Buffer): boolean {
  const value = readPlainJson(bytes)
  for (const leftover of LEFTOVERS) {
    const within = readPlainJson(Buffer.concat([bytes, Buffer.from(leftover)]), bytes.length)
    if (!isDeepStrictEqual(within, value)) return true
  }
  const expected = value && parseJsonObject(bytes)
  return !isDeepStrictEqual([value, shapeOf(value)], [expected, shapeOf(expected)])
}

/** What a comparison does not look at: the order of members, and what is frozen. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value
  const members = Object.entries(value).map(([name, member]) => [name, shapeOf(member)])
  return [Object.getPrototypeOf(value), Object.isFrozen(value), members]
}

const nested = (depth: number, open: string, close: string): string =>
  `{"a":${open.repeat(depth - 1)}${close.repeat(depth - 1)}}`

describe('plain JSON', () => {
  it.each([
    '{}',
    '{"a":"b"}',
    '{"iss":"https://id.example","aud":["urn:a","urn:b"],"exp":1800000000,"jti":""}',
    '{"a":true,"b":false,"c":null,"d":[],"e":{},"f":[[],{}],"g":999999999999999}',
    '{ "a" : [ 1 , 2 ] ,\r\n\t"b" : { "c" : "d" } } \n',
    '{"1":"a","0":"b","":"c","toString":"d","constructor":"e","a b":"f"}',
    `{"${'n'.repeat(100)}":"${'v'.repeat(5_000)}"}`,
    nested(32, '[', ']'),
  ])('is read as the strict parser reads it: %s', (text) => {
    expect(read(text)).toBeDefined()
    expect(isMisread(Buffer.from(text))).toBe(false)
  })

  it.each([
    ['nothing', ''],
    ['space in front', ' {}'],
    ['no object', '[]'],
    ['an escape', '{"a":"\\n"}'],
    ['an escape in a name', '{"\\u0061":1}'],
    ['other characters', '{"a":"é"}'],
    ['a control character', '{"a":"\u0001"}'],
    ['zero', '{"a":0}'],
    ['a negative number', '{"a":-1}'],
    ['a fraction', '{"a":1.5}'],
    ['an exponent', '{"a":1e3}'],
    ['an upper-case exponent', '{"a":1E3}'],
    ['a long number', '{"a":1234567890123456}'],
    ['a name twice', '{"a":1,"a":1}'],
    ['a name twice further down', '{"b":[{"a":1,"c":{"a":1},"a":2}]}'],
    ['__proto__', '{"__proto__":{}}'],
    ['33 levels', nested(33, '[', ']')],
    ['something behind it', '{}x'],
    ['an end too early', '{"a":1'],
    ['a string without end', '{"a":"b'],
    ['a comma too many', '{"a":1,}'],
    ['a comma too many in a list', '{"a":[1,]}'],
    ['a comma too few', '{"a":1"b":2}'],
    ['a name without value', '{"a"}'],
    ['a name that is none', '{a:1}'],
    ['brackets that do not fit', '{"a":[1}]'],
    ['part of a literal', '{"a":tru}'],
    ['a number that goes on', '{"a":12x}'],
  ])('is not: %s', (_, text) => {
    expect(read(text)).toBeUndefined()
  })

  it('keeps apart what differs by one character', () => {
    for (const [a, b] of [
      ['urn:example:a', 'urn:example:b'],
      ['a-long-value-1', 'b-long-value-1'],
      ['https://id.example', 'https://id.example/'],
    ] as const) {
      for (const value of [a, b, a, a, b])
        expect(read(`{"iss":"${value}"}`)).toEqual({ iss: value })
    }
    for (const name of ['scope', 'scopa', 'acope', 'scopes', 'scope']) {
      expect(read(`{"${name}":"x"}`)).toEqual({ [name]: 'x' })
    }
  })

  it('makes the same of whatever JSON.stringify writes', () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue())
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        expect(isMisread(Buffer.from(JSON.stringify(value, undefined, indent)))).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  it('makes the same of texts that are almost JSON', () => {
    const pieces = '{ } [ ] , : " "a" "b": 1 0 12 - . {} [] true null nul \\ é "__proto__":'
    const piece = fc.constantFrom(...pieces.split(' '), ' ', '\n', '"a-name-of-more-letters":')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (list) => {
        expect(isMisread(Buffer.from(`{"a":${list.join('')}}`))).toBe(false)
      }),
      { numRuns: 5_000 },
    )
  })

  it('makes the same of a good text with one byte changed', () => {
    const wrong: string[] = []
    const good = '{"iss":"https://id.example","aud":["a","b"],"exp":1800000000,"c":{"d":true}}'
    for (let at = 0; at < good.length; at++) {
      for (const byte of [0x00, 0x20, 0x22, 0x2c, 0x30, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0xc3]) {
        const bytes = Buffer.from(good)
        bytes[at] = byte
        if (isMisread(bytes)) wrong.push(bytes.toString('latin1'))
      }
    }
    expect(wrong).toEqual([])
  })
})
