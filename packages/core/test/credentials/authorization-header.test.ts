import { describe, expect, it } from 'vitest'
import { readAuthorization } from '../../src/credentials/authorization-header.js'
import type { Scheme } from '../../src/index.js'
import { reasonOf } from '../support/outcome.js'
import { tokenRequest, withAuthorization } from '../support/token-request.js'

const both = ['Bearer', 'DPoP'] as const
const read = (authorization: string, schemes: readonly Scheme[] = ['Bearer']): unknown =>
  readAuthorization(withAuthorization(authorization), schemes)
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
    expect(readAuthorization(tokenRequest(), both)).toBeUndefined()
    expect(readAuthorization(tokenRequest({ headersDistinct: {} }), both)).toBeUndefined()
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

  it('sees a second line that Node keeps out of `headers`', () => {
    const request = tokenRequest({
      headers: { authorization: 'Bearer abc' },
      headersDistinct: { authorization: ['Bearer abc', 'Bearer abc'] },
    })
    expect(reasonOf(() => readAuthorization(request, both))).toBe('multiple_credentials')
  })

  it('believes the distinct lines rather than the joined ones', () => {
    const request = tokenRequest({
      headers: { authorization: 'Bearer other' },
      headersDistinct: { authorization: ['Bearer abc'] },
    })
    expect(readAuthorization(request, both)).toEqual(bearer('abc'))
  })
})
