import { describe, expect, it } from 'vitest'
import { distanceText, localTime, timeText } from '../../src/inspect/time-text.js'

describe('a moment of a token', () => {
  it('is the same moment in local time', () => {
    const shown = localTime(1_767_225_600) ?? ''
    expect(shown).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/)
    expect(Date.parse(shown)).toBe(1_767_225_600_000)
  })

  it.each([
    [0, 'now'],
    [0.4, 'now'],
    [59, 'in 59 s'],
    [-60, '1 min ago'],
    [299, 'in 4 min'],
    [-3_600, '1 hour ago'],
    [7_300, 'in 2 hours'],
    [-172_800, '2 days ago'],
    [40_000_000, 'in 1 year'],
  ])('%d seconds away is %s', (seconds, text) => expect(distanceText(seconds)).toBe(text))

  it.each([-1, 1e15, Number.POSITIVE_INFINITY, Number.NaN])(
    'of no calendar is said so: %d',
    (seconds) => {
      expect(timeText(seconds, 0)).toBe('no time of this era')
    },
  )
})
