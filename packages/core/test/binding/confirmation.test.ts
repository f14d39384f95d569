import { describe, expect, it } from 'vitest'
import { confirmationOf } from '../../src/binding/confirmation.js'
import { reasonOf } from '../support/outcome.js'

const print = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'
const other = 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo'

describe('the confirmation of a token', () => {
  it('is nothing where there is none', () => {
    expect(confirmationOf({})).toBeUndefined()
  })

  it.each([
    [{ jkt: print }, { jkt: print }],
    [{ 'x5t#S256': other }, { x5tS256: other }],
    [
      { jkt: print, 'x5t#S256': other },
      { jkt: print, x5tS256: other },
    ],
    [{ jkt: print, 'x-note': 1 }, { jkt: print }],
  ])('is read from %j', (cnf, expected) => {
    expect(confirmationOf({ cnf })).toEqual(expected)
  })

  it.each([
    null,
    '',
    'x',
    5,
    [],
    [{ jkt: print }],
    { jkt: null },
    { jkt: '' },
    { jkt: 1 },
    { jkt: [print] },
    { jkt: `${print}=` },
    { jkt: print.slice(1) },
    { jkt: `${print.slice(0, -1)}J` },
    { jkt: print.replace('-', '+') },
    { jkt: Buffer.from(print, 'base64url').toString('hex') },
    { jkt: print, 'x5t#S256': 'x' },
  ])('is malformed: %j', (cnf) => {
    expect(reasonOf(() => confirmationOf({ cnf }))).toBe('malformed_binding')
  })

  it.each([
    {},
    { 'jkt ': print },
    { JKT: print },
    { x5t: print },
    { kid: 'k' },
    { jku: 'https://a' },
    { jkt: print, jwk: {} },
    { jkt: print, kid: 'k' },
    { 'x5t#S256': other, jwe: 'x' },
    { unknown: 1 },
  ])('cannot be honoured in full: %j', (cnf) => {
    expect(reasonOf(() => confirmationOf({ cnf }))).toBe('unsupported_binding')
  })
})
