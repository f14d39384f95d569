import { describe, expect, it } from 'vitest'
import { DatabaseError, databaseError, isTransient } from '../src/database-error.js'

describe('databaseError', () => {
  it('keeps message and code, and nothing else', () => {
    const thrown = Object.assign(new Error('relation "x" does not exist'), {
      code: '42P01',
      detail: 'Key (subject)=(secret)',
      where: 'secret',
      hint: 'secret',
      internalQuery: 'secret',
    })
    const error = databaseError(thrown)
    expect(error).toMatchObject({ message: 'relation "x" does not exist', code: '42P01' })
    expect(Object.getOwnPropertyNames(error).toSorted()).toEqual([
      'code',
      'message',
      'name',
      'stack',
    ])
  })

  it('takes the codes of Node for none of PostgreSQL', () => {
    const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
    expect(databaseError(broken)).toMatchObject({ message: 'write EPIPE', code: undefined })
  })

  it('says something of whatever is thrown', () => {
    expect(databaseError(undefined).message).toBe('no reason was given')
    // As where a name has several addresses, and none of them answers.
    const several = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
    expect(databaseError(several)).toMatchObject({ message: 'ECONNREFUSED', code: undefined })
  })
})

describe('isTransient', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'no connection'],
    ['08006', 'the connection broke'],
    ['40001', 'serialization'],
    ['40P01', 'deadlock'],
    ['53100', 'disk full'],
    ['53300', 'too many connections'],
    ['55P03', 'lock not available'],
    ['57014', 'canceled'],
    ['57P01', 'shutdown'],
    ['57P03', 'starting'],
    ['25006', 'a standby'],
    ['28P01', 'a wrong password'],
    ['42501', 'a right is missing'],
    ['42P01', 'a table is missing'],
    ['23514', 'no partition'],
  ])('is true for %s: %s', (...[code]) => {
    expect(isTransient(new DatabaseError('x', code))).toBe(true)
  })

  it.each([
    ['22001', 'too long'],
    ['22021', 'not UTF-8'],
    ['22P02', 'not of this type'],
    ['23502', 'not null'],
    ['23505', 'a duplicate'],
    ['54000', 'too large for an index'],
  ])('is false for %s: %s', (...[code]) => {
    expect(isTransient(new DatabaseError('x', code))).toBe(false)
  })

  it('is false for what is not the database', () => {
    expect(isTransient(new TypeError('x'))).toBe(false)
    expect(isTransient(undefined)).toBe(false)
  })
})
