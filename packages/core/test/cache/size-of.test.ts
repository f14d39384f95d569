import { describe, expect, it } from 'vitest'
import { sizeOf } from '../../src/cache/size-of.js'

describe('the size of a value', () => {
  it('grows with what is in it', () => {
    const values = [1, 'a', [], {}, ['a'], { a: 'a' }, { a: { b: ['c', 'd', null] } }]
    const sizes = values.map(sizeOf)
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
    expect(new Set(sizes).size).toBe(sizes.length)
  })

  it('is two bytes for each character where one takes two', () => {
    expect(sizeOf('é'.repeat(1_000))).toBe(sizeOf('e'.repeat(1_000)))
    expect(sizeOf('漢'.repeat(1_000))).toBe(sizeOf('e'.repeat(2_000)))
  })

  it('counts what little text makes much of', () => {
    const text = `[${Array.from({ length: 1_000 }, () => '[]').join(',')}]`
    expect(sizeOf(JSON.parse(text))).toBeGreaterThan(text.length * 15)
  })

  it('has no trouble with what a schema may make', () => {
    expect(sizeOf(new Date())).toBeGreaterThan(0)
    expect(sizeOf(new Map([['a', 1]]))).toBeGreaterThan(0)
    expect(sizeOf(() => undefined)).toBeGreaterThan(0)
    expect(sizeOf(undefined)).toBeGreaterThan(0)
    class Circle {
      readonly itself = this
    }
    expect(sizeOf({ circle: new Circle() })).toBeGreaterThan(0)
  })
})
