import { describe, expect, it } from 'vitest'
import { readAuthorization } from '../../src/credentials/authorization-header.js'
import { SEVERAL } from '../../src/credentials/judged-lines.js'
import type { Scheme } from '../../src/index.js'
import { reasonOf } from '../support/outcome.js'

const both = ['Bearer', 'DPoP'] as const
const read = (authorization: string, schemes: readonly Scheme[] = ['Bearer']): unknown =>
  readAuthorization(authorization, schemes)
const bearer = (token: string): unknown => ({ scheme: 'Bearer', token })

describe('readAuthorization', () => {
  it.each(['Bearer abc', 'bearer abc', 'bEaReR abc', 'Bearer    abc', '\tBearer abc '])(
    'reads %j',
    (value) => {
      expect(read(value)).toEqual(bearer('abc'))
    },
  )

  it('leaves the grammar of the token to its caller, and cuts nothing off', () => {
    expect(read('Bearer a b, Bearer c')).toEqual(bearer('a b, Bearer c'))
    expect(read('Bearer')).toEqual(bearer(''))
    expect(read('Bearer \u00a0abc\u00a0')).toEqual(bearer('\u00a0abc\u00a0'))
  })

  it.each(['DPoP abc', 'dpop abc', 'DPOP  abc'])('knows a second scheme by %j', (value) => {
    expect(read(value, both)).toEqual({ scheme: 'DPoP', token: 'abc' })
    expect(reasonOf(() => read(value, ['Bearer']))).toBe('unsupported_scheme')
    expect(reasonOf(() => read('Bearer abc', ['DPoP']))).toBe('unsupported_scheme')
  })

  it.each(['', ' ', '\t'])('takes %j for no credentials', (value) => {
    expect(read(value)).toBeUndefined()
  })

  it('takes no header for no credentials', () => {
    expect(readAuthorization(undefined, both)).toBeUndefined()
  })

  it.each(['Basic dTpw', 'DPoP abc', 'Bearer2 abc', 'Negotiate', 'Bearer.abc def'])(
    'does not know the scheme of %j',
    (value) => {
      expect(reasonOf(() => read(value))).toBe('unsupported_scheme')
    },
  )

  it.each([
    'Bearer\tabc',
    'Bearer,abc',
    '"Bearer" abc',
    'Bearer=abc',
    'B\u00e9arer abc',
    '(a) b',
    '\u00a0Bearer abc',
  ])('finds %j malformed', (value) => {
    expect(reasonOf(() => read(value))).toBe('malformed_credentials')
  })

  it('refuses two lines', () => {
    expect(reasonOf(() => readAuthorization(SEVERAL, both))).toBe('multiple_credentials')
  })
})
