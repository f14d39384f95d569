import { describe, expect, it } from 'vitest'
import { readTokenHeader, TokenHeaders } from '../../src/token/token-header.js'
import { reasonOf } from '../support/outcome.js'
import { headerOf, segmentOf } from '../support/segment.js'

const segment = segmentOf({ alg: 'ES256', typ: 'at+jwt', kid: 'es1' })
const header = { algorithm: 'ES256', kid: 'es1', typ: 'at+jwt' }

describe('a header', () => {
  it('says which key has signed, and what the token is', () => {
    expect(readTokenHeader(segment)).toEqual(header)
  })

  it.each([
    [headerOf('.e30.AA'), 'malformed_token'],
    [headerOf(`${segment}=.e30.AA`), 'malformed_token'],
    [segmentOf({ alg: 'none' }), 'unsupported_algorithm'],
    [segmentOf({ alg: 'ES256', crit: ['exp'] }), 'unsupported_header'],
  ])('is refused: %s', (text, reason) => {
    expect(reasonOf(() => new TokenHeaders().read(text))).toBe(reason)
  })
})

describe('headers that are known', () => {
  it('are not read again', () => {
    const headers = new TokenHeaders()
    const read = headers.read(segment)
    expect(headers.read(segment)).not.toBe(read)
    headers.keep(segment, read)
    expect(headers.read(segment)).toBe(read)
    expect(headers.read(segmentOf({ alg: 'ES256' }))).toEqual({
      ...header,
      kid: undefined,
      typ: undefined,
    })
  })

  it('are two thousand at most, and none of them long', () => {
    const headers = new TokenHeaders()
    const read = headers.read(segment)
    headers.keep(segment, read)
    for (let kid = 0; kid < 2_000; kid++) {
      const other = segmentOf({ alg: 'ES256', kid: String(kid) })
      headers.keep(other, headers.read(other))
    }
    expect(headers.read(segment)).not.toBe(read)
    const long = segmentOf({ alg: 'ES256', x5c: 'x'.repeat(1_000) })
    headers.keep(long, read)
    expect(headers.read(long)).not.toBe(read)
  })
})
