import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freshnessLifetime } from '../../src/keys/freshness.js'

const lifetime = (headers: Readonly<Record<string, string>>): number | undefined =>
  freshnessLifetime(new Headers(headers))

const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT'
const AN_HOUR_LATER = 'Sun, 06 Nov 1994 09:49:37 GMT'

describe('the lifetime of an answer that says nothing of it', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['no header', {}],
    ['an empty one', { 'cache-control': '' }],
    ['commas only', { 'cache-control': ' , ,, ' }],
    ['other directives', { 'cache-control': 'public, must-revalidate, stale-if-error=86400' }],
    ['what is for shared caches', { 'cache-control': 's-maxage=600, private' }],
    ['an age without a lifetime', { age: '5' }],
    ['Expires without a date to compare it with', { expires: AN_HOUR_LATER }],
    ['Expires beside a date that is none', { expires: AN_HOUR_LATER, date: 'today' }],
    ['a date alone', { date: DATE }],
  ])('is not known: %s', (_, headers) => {
    expect(lifetime(headers)).toBeUndefined()
  })
})

describe('Cache-Control', () => {
  it.each([
    ['max-age=300', 300],
    ['max-age=0', 0],
    ['MAX-AGE=300', 300],
    ['max-age="300"', 300],
    ['max-age=007', 7],
    ['public, max-age=300, immutable', 300],
    ['public,max-age=300\t,', 300],
    [' ,, max-age=300', 300],
    ['private="set-cookie, x", max-age=300', 300],
    ['ext="a, max-age=1, \\", max-age=2", max-age=300', 300],
    ['s-maxage=5, max-age=300', 300],
    ['x-max-age=5, max-age=300', 300],
    ['max-age=300, max-age=60', 60],
    ['max-age=60, max-age=300', 60],
    ['max-age=2147483648', 2 ** 31],
    ['max-age=99999999999999999999', 2 ** 31],
    [`max-age=${'9'.repeat(1000)}`, 2 ** 31],
  ])('of %j gives %i seconds', (value, seconds) => {
    expect(lifetime({ 'cache-control': value })).toBe(seconds)
  })

  it.each([
    'no-store',
    'no-cache',
    'max-age=300, No-Store',
    'max-age=300, no-cache',
    'no-cache="set-cookie", max-age=300',
  ])('of %j keeps nothing', (value) => {
    expect(lifetime({ 'cache-control': value })).toBe(0)
  })

  it.each([
    'max-age',
    'max-age=',
    'max-age=""',
    'max-age=-1',
    'max-age=+300',
    'max-age=1.5',
    'max-age=1e3',
    'max-age=0x10',
    'max-age=Infinity',
    'max-age=٣',
    'max-age="3\\00"',
    'max-age =300',
    'max-age= 300',
    'max-age=300 60',
    'max-age=300; public',
    'max-age=300, max-age=soon',
    'max-age=300, "quoted"',
    'max-age=300, a="unterminated',
    'max-age=300, (comment)',
    '=300',
  ])('that makes no sense is stale: %j', (value) => {
    // Header values are bytes.
    const bytes = Buffer.from(value).toString('latin1')
    expect(lifetime({ 'cache-control': bytes, expires: AN_HOUR_LATER, date: DATE })).toBe(0)
  })

  it('that is too long to be read is stale', () => {
    expect(lifetime({ 'cache-control': 'max-age=300'.padEnd(1_024, ',') })).toBe(300)
    expect(lifetime({ 'cache-control': 'max-age=300'.padEnd(1_025, ',') })).toBe(0)
  })

  it('is one list in however many lines', () => {
    const headers = new Headers([
      ['cache-control', 'max-age=300'],
      ['cache-control', 'max-age=200'],
    ])
    expect(freshnessLifetime(headers)).toBe(200)
  })

  it('wins over Expires', () => {
    const expiry = { expires: AN_HOUR_LATER, date: DATE }
    expect(lifetime({ 'cache-control': 'max-age=300', ...expiry })).toBe(300)
    expect(lifetime({ 'cache-control': 'no-cache', ...expiry })).toBe(0)
    expect(lifetime({ 'cache-control': 'public', ...expiry })).toBe(3_600)
  })
})

describe('Expires', () => {
  it.each([
    ['an hour later', AN_HOUR_LATER, DATE, 3_600],
    ['at once', DATE, DATE, 0],
    ['before', DATE, AN_HOUR_LATER, 0],
    ['in whatever case', AN_HOUR_LATER.toLowerCase(), DATE.toUpperCase(), 3_600],
    [
      'in the form of RFC 850',
      'Wednesday, 06-Jan-27 09:00:00 GMT',
      'Wed, 06 Jan 2027 08:00:00 GMT',
      3_600,
    ],
    ['in the form of asctime', 'Sun Nov  6 09:49:37 1994', 'Sun Nov  6 08:49:37 1994', 3_600],
    ['on a day of two digits', 'Wed Nov 16 09:49:37 1994', 'Wed, 16 Nov 1994 08:49:37 GMT', 3_600],
    ['in another century', 'Sunday, 06-Nov-94 09:49:37 GMT', DATE, 0],
    ['never', 'Fri, 31 Dec 9999 23:59:59 GMT', DATE, 2 ** 31],
  ])('%s is compared with the date of the answer', (_, expires, date, seconds) => {
    expect(lifetime({ expires, date })).toBe(seconds)
  })

  it.each([
    '0',
    '-1',
    '',
    'never',
    '2094-11-06T08:49:37Z',
    'Mon, 06 Nov 1994 09:49:37 GMT',
    'Sun, 6 Nov 1994 09:49:37 GMT',
    'Sun, 06 Nov 1994 09:49:37',
    'Sun, 06 Nov 1994 09:49:37 UTC',
    'Sun, 06 Nov 1994 09:49:37 PST',
    'Sun, 06 Nov 1994 09:49:37 +0000',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 30 Feb 2094 09:49:37 GMT',
    'Sun Nov  6 09:49:37 1994 PST',
    `${AN_HOUR_LATER}, ${AN_HOUR_LATER}`,
  ])('that is no date has passed: %j', (expires) => {
    expect(lifetime({ expires, date: DATE })).toBe(0)
  })
})

describe('the age of an answer', () => {
  it.each([
    ['100', 200],
    ['300', 0],
    ['301', 0],
    ['99999999999999999999', 0],
    ['100, 200', 200],
    [`100${' '.repeat(5)},`, 200],
    ['-100', 300],
    ['1.5', 300],
    ['old', 300],
    ['', 300],
    [', 100', 300],
  ])('of %j is taken off', (age, seconds) => {
    expect(lifetime({ 'cache-control': 'max-age=300', age })).toBe(seconds)
  })

  it('is taken off what Expires gives, too', () => {
    expect(lifetime({ expires: AN_HOUR_LATER, date: DATE, age: '600' })).toBe(3_000)
  })
})

it('is a whole number within bounds, whatever the headers say', () => {
  const piece = fc.constantFrom(
    'max-age',
    's-maxage',
    'no-cache',
    '=',
    ',',
    ' ',
    '"',
    '\\',
    '300',
    '1e9',
    '-1',
    'x',
    DATE,
  )
  const value = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary-ascii' }).map((text) => text.replaceAll(/[\0\r\n]/g, '')),
  )
  const headers = fc.record(
    { 'cache-control': value, age: value, expires: value, date: fc.constantFrom(DATE, '0') },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(headers, (some) => {
      const seconds = lifetime(some)
      if (seconds === undefined) return
      expect(Number.isInteger(seconds)).toBe(true)
      expect(seconds).toBeGreaterThanOrEqual(0)
      expect(seconds).toBeLessThanOrEqual(2 ** 31)
    }),
    { numRuns: 1_000 },
  )
})
