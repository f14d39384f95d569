import { describe, expect, it } from 'vitest'
import { readAuthorization } from '../../src/credentials/authorization-header.js'
import { reasonOf } from '../support/outcome.js'
import { tokenRequest, withAuthorization } from '../support/token-request.js'

const read = (authorization: string): readonly string[] =>
  readAuthorization(withAuthorization(authorization))

describe('readAuthorization', () => {
  it.each(['Bearer abc', 'bearer abc', 'bEaReR abc', 'Bearer    abc', '\tBearer abc '])(
    'reads %j',
    (value) => {
      expect(read(value)).toEqual(['abc'])
    },
  )

  it('leaves the grammar of the token to its caller, and cuts nothing off', () => {
    expect(read('Bearer a b, Bearer c')).toEqual(['a b, Bearer c'])
    expect(read('Bearer')).toEqual([''])
    expect(read('Bearer \u00a0abc\u00a0')).toEqual(['\u00a0abc\u00a0'])
  })

  it.each(['', ' ', '\t'])('takes %j for no credentials', (value) => {
    expect(read(value)).toEqual([])
  })

  it('takes no header for no credentials', () => {
    expect(readAuthorization(tokenRequest())).toEqual([])
    expect(readAuthorization(tokenRequest({ headersDistinct: {} }))).toEqual([])
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
    expect(reasonOf(() => readAuthorization(request))).toBe('multiple_credentials')
  })

  it('believes the distinct lines rather than the joined ones', () => {
    const request = tokenRequest({
      headers: { authorization: 'Bearer other' },
      headersDistinct: { authorization: ['Bearer abc'] },
    })
    expect(readAuthorization(request)).toEqual(['abc'])
  })
})
