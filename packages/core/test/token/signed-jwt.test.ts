import { describe, expect, it } from 'vitest'
import { parseJwt } from '../../src/token/signed-jwt.js'
import { reasonOf } from '../support/outcome.js'

const HEADER = { alg: 'ES256', typ: 'statuslist+jwt' }

const encoded = (text: string): string => Buffer.from(text).toString('base64url')

function jwt(payload: string, header: object = HEADER): string {
  return `${encoded(JSON.stringify(header))}.${encoded(payload)}.AAAA`
}

describe('a JWT that is no access token', () => {
  it('may hold a text of megabytes', () => {
    const lst = 'A'.repeat(2_000_000)
    expect(parseJwt(jwt(JSON.stringify({ lst }))).claims).toEqual({ lst })
  })

  it('may hold a thousand values', () => {
    const values = Array.from({ length: 998 }, () => 1)
    expect(parseJwt(jwt(JSON.stringify({ values }))).claims).toEqual({ values })
  })

  // To make objects of them would hold everybody up, before any signature is looked at.
  const bombs: readonly (readonly [string, string])[] = [
    ['objects', `{"x":[${'{},'.repeat(1_000)}{}]}`],
    ['lists', `{"x":[${'[],'.repeat(1_000)}[]]}`],
    ['lists in lists', `{"x":[${'[[[]]],'.repeat(400)}[]]}`],
    [
      'members',
      JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`n${at}`, 1]))),
    ],
  ]

  it.each(bombs)('is refused, and not read, where it holds too many %s', (_of, payload) => {
    expect(reasonOf(() => parseJwt(jwt(payload)))).toBe('malformed_token')
  })

  it('is refused for a header that is longer than any token', () => {
    const header = { ...HEADER, x: 'A'.repeat(16_384) }
    expect(reasonOf(() => parseJwt(jwt('{}', header)))).toBe('malformed_token')
  })
})
