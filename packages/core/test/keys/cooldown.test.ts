import { describe, expect, it } from 'vitest'
import { Cooldown } from '../../src/keys/cooldown.js'

const T0 = 1_800_000_000

describe('a cooldown', () => {
  it('grants at once, and then once in its time', () => {
    const cooldown = new Cooldown(30)
    expect([0, 1, 29.9, 30, 59.9, 60].map((after) => cooldown.take(T0 + after))).toEqual([
      true,
      false,
      false,
      true,
      false,
      true,
    ])
  })

  it('grants after a clock was set back', () => {
    const cooldown = new Cooldown(30)
    expect([cooldown.take(T0), cooldown.take(T0 - 1)]).toEqual([true, true])
  })
})
