import { describe, expect, it } from 'vitest'
import { createTestClock } from '../src/index.js'

describe('createTestClock', () => {
  it('stands still at a whole second', () => {
    const clock = createTestClock()
    expect(clock()).toBe(Date.UTC(2027, 0, 15, 8))
    expect(clock.now() * 1000).toBe(clock())
    expect(clock()).toBe(createTestClock()())
  })

  it('moves by seconds, back and by fractions too', () => {
    const clock = createTestClock(1_000_000)
    clock.advance(1.5)
    expect(clock()).toBe(1_001_500)
    expect(clock.now()).toBe(1001)
    clock.advance(-2)
    expect(clock()).toBe(999_500)
    expect(clock.now()).toBe(999)
  })

  it('moves to a time', () => {
    const clock = createTestClock()
    clock.set(5)
    expect(clock()).toBe(5)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (value) => {
    const clock = createTestClock()
    expect(() => createTestClock(value)).toThrow('"start"')
    expect(() => clock.set(value)).toThrow('"ms"')
    expect(() => clock.advance(value)).toThrow('"seconds"')
    expect(clock()).toBe(Date.UTC(2027, 0, 15, 8))
  })
})
