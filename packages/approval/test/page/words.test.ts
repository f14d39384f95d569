import { describe, expect, it } from 'vitest'
import { deviceName } from '../../page/device-name.js'
import { initials, memberWords, plain } from '../../page/plain.js'
import { reasonWords } from '../../page/reasons.js'
import { counted, dayName, duration, remaining } from '../../page/time.js'
import { announcement, useWords } from '../../page/use-words.js'
import { useOf } from './samples.js'

const DAY = 86_400_000

function said(changes: Parameters<typeof useOf>[1]): string {
  const { what, request, outcome } = useWords(useOf('a', changes), 'Your orders')
  return `${what}: ${request} → ${outcome}`
}

describe('words', () => {
  it.each([
    ['token_expired', 'the token had expired'],
    ['revoked_token', 'access had been stopped'],
    ['insufficient_scope', 'you have not allowed this'],
    ['dependency_unavailable', 'the service could not check the token'],
  ])('explain %s', (reason, words) => {
    expect(reasonWords(reason)).toBe(words)
  })

  it('name a reason that is newer than the page, and none of the language’s own', () => {
    expect(reasonWords('made_of_cheese')).toBe('the service said “made of cheese”')
    expect(reasonWords('constructor')).toBe('the service said “constructor”')
    expect(reasonWords(undefined)).toBe('no reason was recorded')
  })

  it('tell what was done, what was only tried, and what came of it', () => {
    expect(said({})).toBe('Read from Your orders: GET /orders → let in')
    expect(said({ method: 'DELETE', status: 500 })).toBe(
      'Tried to delete something in Your orders: DELETE /orders → let in, but the service failed (500)',
    )
    expect(said({ decision: 'refused', reason: 'token_expired' })).toBe(
      'Tried to read from Your orders: GET /orders → refused: the token had expired',
    )
    expect(said({ method: undefined, route: undefined, status: undefined })).toBe(
      'Used Your orders: an unnamed request → let in',
    )
  })

  it('are said aloud of the most alarming thing alone', () => {
    expect(announcement(useOf('a'), 'Shop')).toBeUndefined()
    expect(announcement(useOf('a', { notable: ['first-use', 'burst'] }), 'Shop')).toBe(
      'Shop uses its access unusually often.',
    )
    const strange = ['toString', 'unheard-of'] as unknown as ['burst']
    expect(announcement(useOf('a', { notable: strange }), 'Shop')).toBeUndefined()
  })

  it('of others cannot hide anything', () => {
    expect(plain('pay\u202e001\u2066\u0007')).toBe('pay\ufffd001\ufffd\ufffd')
    expect(plain('Crème 注文 👩‍💻')).toBe('Crème 注文 👩‍💻')
    expect(initials('Shopping assistant')).toBe('SA')
    expect(initials('\u202e')).toBe('?')
  })

  it('name members and devices', () => {
    expect(memberWords('instructedAmount')).toBe('Instructed amount')
    expect(memberWords('creditor_account-id')).toBe('Creditor account id')
    expect(memberWords('__')).toBe('__')
    expect(deviceName('Mozilla/5.0 (Linux; Android 16) Mobile')).toBe('Android phone')
    expect(deviceName('curl')).toBe('This device')
  })
})

describe('times', () => {
  it.each([
    [0, '0:00'],
    [-5_000, '0:00'],
    [1, '0:01'],
    [65_000, '1:05'],
    [3_600_000, '1:00:00'],
  ])('of %i ms are left as %s', (left, text) => {
    expect(remaining(left)).toBe(text)
  })

  it('are put in words', () => {
    expect(duration(300)).toBe('5 minutes')
    expect(duration(90)).toBe('1 minute 30 seconds')
    expect(duration(7_261)).toBe('2 hours 1 minute')
    expect(duration(0)).toBe('0 seconds')
    expect(counted(1, 'use')).toBe('1 use')
  })

  it('are of days as the reader counts them', () => {
    const noon = new Date(2026, 5, 10, 12).getTime()
    expect(dayName(noon - 11 * 3_600_000, noon)).toBe('Today')
    expect(dayName(noon - 13 * 3_600_000, noon)).toBe('Yesterday')
    expect(dayName(noon - 400 * DAY, noon)).toContain('2025')
  })
})
