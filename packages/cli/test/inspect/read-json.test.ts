import { describe, expect, it } from 'vitest'
import { readJson } from '../../src/inspect/read-json.js'

const read = (text: string): { value: unknown; ids: string[] } => {
  const { value, deviations } = readJson(Buffer.from(text))
  return {
    value: JSON.parse(JSON.stringify(value ?? null)) as unknown,
    ids: deviations.map(({ id }) => id),
  }
}

describe('JSON that every parser reads alike', () => {
  it.each([
    '{}',
    '{"a":[1,-2.5e3,true,false,null,"x\\u00e9\\n"],"b":{"c":""}}',
    ' \n[1 , 2]\t',
    '"x"',
    '0',
  ])('is read as JSON.parse reads it: %s', (text) =>
    expect(read(text)).toEqual({ value: JSON.parse(text), ids: [] }),
  )
})

describe('JSON that parsers disagree about', () => {
  it.each([
    ['a name twice', '{"aud":"a","aud":"b"}', 'duplicate-name'],
    ['a name twice, once escaped', '{"aud":"a","\\u0061ud":"b"}', 'duplicate-name'],
    ['a member that is a prototype elsewhere', '{"__proto__":1}', 'proto-name'],
    ['a number without end', '{"exp":1e400}', 'not-finite'],
    ['a number that is rounded', '{"n":9007199254740993}', 'rounded-number'],
    ['half of a character', '{"a":"\\ud800"}', 'lone-surrogate'],
    ['a byte order mark', '\uFEFF{}', 'byte-order-mark'],
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, 'too-deep'],
  ])('is read, and reported: %s', (_what, text, id) => {
    expect(readJson(Buffer.from(text)).value).toBeDefined()
    expect(read(text).ids).toEqual([id])
  })

  it('is read and reported where it is not UTF-8', () => {
    const { value, deviations } = readJson(Buffer.from('{"a":"\xff"}', 'latin1'))
    expect(value).toEqual(Object.assign(Object.create(null), { a: '\uFFFD' }))
    expect(deviations.map(({ id }) => id)).toEqual(['invalid-utf8'])
  })
})

describe('what is no JSON', () => {
  it.each([
    '',
    '{',
    '{"a"}',
    "{'a':1}",
    '{"a":1,}',
    '{"a":01}',
    '{"a":NaN}',
    '{"a":"x',
    '{"a":"\n"}',
    '{} x',
    '/**/{}',
    '[1 2]',
    '"\\x"',
    '{"a":"\\',
  ])('is reported with its place: %j', (text) => {
    const { deviations } = readJson(Buffer.from(text))
    expect(deviations.map(({ id }) => id)).toEqual(['json-syntax'])
    expect(deviations[0]?.text).toMatch(/ at character \d+\.$/)
  })

  it('is kept as far as it was read', () => {
    expect(read('{"iss":"a","exp":1,"sub').value).toEqual({ iss: 'a', exp: 1 })
  })
})

describe('JSON made to hurt', () => {
  it.each(['[', '{"a":'])('is not followed for 100 000 levels: %s', (open) => {
    const { deviations } = readJson(Buffer.from(open.repeat(100_000)))
    expect(deviations.map(({ id }) => id)).toEqual(['too-deep', 'json-syntax'])
  })

  it('is not read on after 20 000 values, and told about 20 times at most', () => {
    expect(read(`[${'1,'.repeat(50_000)}1]`).ids).toEqual(['json-syntax'])
    expect(read(`{${'"a":1,'.repeat(1_000)}"a":1}`).ids).toHaveLength(20)
  })
})
