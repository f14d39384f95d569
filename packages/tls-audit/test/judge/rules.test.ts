import { describe, expect, it } from 'vitest'
import { RULES } from '../../src/judge/rules.js'

/** Of a terminal of 80, without the margin of a finding and the name of the software. */
const WIDTH = 80 - 17

describe('the table of what can be found', () => {
  it('has each id once, in words that stay', () => {
    const ids = RULES.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toStrictEqual([])
  })

  it('has titles without a full stop, which are parts of sentences as well', () => {
    expect(RULES.filter(({ title }) => /\.$|\n/.test(title))).toStrictEqual([])
  })

  it('has a setting for at least two kinds of software each, on lines of a terminal', () => {
    expect(RULES.filter(({ mend }) => Object.keys(mend).length < 2)).toStrictEqual([])
    const lines = RULES.flatMap(({ mend }) => Object.values(mend)).flatMap((setting) =>
      setting.split('\n'),
    )
    expect(lines.filter((line) => line.length > WIDTH)).toStrictEqual([])
  })
})
