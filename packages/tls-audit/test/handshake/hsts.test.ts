import { describe, expect, it } from 'vitest'
import { parseHsts } from '../../src/handshake/hsts.js'

describe('a Strict-Transport-Security header', () => {
  it.each([
    ['max-age=31536000', 31_536_000, false],
    ['max-age=0', 0, false],
    ['Max-Age = "31536000" ; includesubdomains', 31_536_000, true],
    ['max-age=1;includeSubDomains;preload', 1, true],
    [';; max-age=1 ;', 1, false],
    ['max-age=1; unknown="a b"; other=c', 1, false],
    [`max-age=${'9'.repeat(40)}`, Number.MAX_SAFE_INTEGER, false],
  ])('is read from %j', (header, maxAge, includeSubDomains) => {
    expect(parseHsts(header)).toEqual({ maxAge, includeSubDomains })
  })

  it.each([
    '',
    'includeSubDomains',
    'max-age',
    'max-age=',
    'max-age=-1',
    'max-age=1.5',
    'max-age=1e9',
    'max-age=0x10',
    'max-age=1; max-age=2',
    'max-age=1; MAX-AGE=1',
    'max-age=1, max-age=2',
    'max-age=1; includeSubDomains=false',
    'max-age=1; includeSubDomains; includeSubDomains',
    'max-age=1; b c',
    'max-age=1; b="c',
    'max-age="1',
    "max-age='1'",
  ])('is ignored as a browser would: %j', (header) => {
    expect(parseHsts(header)).toBeUndefined()
  })
})
