import { describe, expect, it } from 'vitest'
import { checkTokenType } from '../../src/token/token-type.js'
import { reasonOf } from '../support/outcome.js'

const reason = (typ: unknown, tokenType: 'at+jwt' | 'jwt'): unknown =>
  reasonOf(() => checkTokenType({ typ }, tokenType))

const accessTokens = ['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+jwt']
const plainJwts = ['JWT', 'jwt', 'application/jwt', 'APPLICATION/JWT', undefined]
const others: readonly unknown[] = [
  '',
  'at+jwt ',
  ' at+jwt',
  'at+jwt\u0000',
  'at-jwt',
  'x/at+jwt',
  'application/at+jwt; a=b',
  'dpop+jwt',
  'logout+jwt',
  'secevent+jwt',
  'token-introspection+jwt',
  'id_token',
  'JOSE',
  null,
  1,
  true,
  ['at+jwt'],
  { 0: 'at+jwt' },
]

describe('at+jwt', () => {
  it.each(accessTokens)('takes %s', (typ) => {
    expect(reason(typ, 'at+jwt')).toBeUndefined()
  })

  it.each([...plainJwts, ...others])('refuses %j', (typ) => {
    expect(reason(typ, 'at+jwt')).toBe('wrong_token_type')
  })
})

describe('jwt', () => {
  it.each([...accessTokens, ...plainJwts])('takes %s', (typ) => {
    expect(reason(typ, 'jwt')).toBeUndefined()
  })

  it.each(others)('refuses %j', (typ) => {
    expect(reason(typ, 'jwt')).toBe('wrong_token_type')
  })
})
