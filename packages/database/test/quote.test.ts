import { ConfigError } from '@countersign/core'
import { describe, expect, it } from 'vitest'
import { quoted, quotedSchema, unquoted } from '../src/quote.js'

describe('unquoted', () => {
  it.each(['countersign_ledger', 'Uses of "mine"', '""', ''])('gives %j back', (name) => {
    expect(unquoted(quoted(name))).toBe(name)
  })
})

describe('quotedSchema', () => {
  it.each(['countersign_ledger', '_a', 'a1', 'public', 'select', 'a'.repeat(48)])(
    'takes %s',
    (name) => {
      expect(quotedSchema(name)).toBe(`"${name}"`)
    },
  )

  it.each([
    '',
    'A',
    '1a',
    'a-b',
    'a.b',
    'a"b',
    'a b',
    'a\n',
    'ä',
    'pg_mine',
    'a'.repeat(49),
    7,
    undefined,
    ['a'],
  ])('refuses %j', (name) => {
    expect(() => quotedSchema(name)).toThrow(ConfigError)
    expect(() => quotedSchema(name)).toThrow('"schema" must be a name')
  })
})

describe('quoted', () => {
  it('leaves no way out', () => {
    expect(quoted('a"; DROP TABLE x; --')).toBe('"a""; DROP TABLE x; --"')
  })
})
