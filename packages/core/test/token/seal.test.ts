import { describe, expect, it } from 'vitest'
import { isPlainObject, seal } from '../../src/token/seal.js'

describe('seal', () => {
  it('leaves the original as it is', () => {
    const original = { a: [{ b: 1 }] }
    const sealed = seal(original)
    expect(Object.isFrozen(original)).toBe(false)
    original.a.push({ b: 2 })
    expect(JSON.stringify(sealed)).toBe('{"a":[{"b":1}]}')
  })

  it('freezes arrays and objects, all the way down', () => {
    const sealed = seal({ a: [[{ b: 1 }]] }) as { a: [[object]] }
    for (const part of [sealed, sealed.a, sealed.a[0], sealed.a[0][0]]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    expect(() => Object.assign(sealed.a[0][0], { b: 2 })).toThrow(TypeError)
  })

  it('makes a member of `__proto__`', () => {
    const sealed = seal(JSON.parse('{"__proto__":{"admin":true}}')) as { admin?: unknown }
    expect(Object.getPrototypeOf(sealed)).toBeNull()
    expect(sealed.admin).toBeUndefined()
    expect(Object.keys(sealed)).toEqual(['__proto__'])
  })

  it('inherits nothing', () => {
    const sealed = seal({}) as Record<string, unknown>
    expect(sealed['toString']).toBeUndefined()
    expect('constructor' in sealed).toBe(false)
  })

  it.each(['a', 0, -0, 1.5, Infinity, true, null, undefined, 5n])('gives %o back', (value) => {
    expect(Object.is(seal(value), value)).toBe(true)
  })

  it('gives objects of other classes back', () => {
    for (const value of [new Date(), new Map(), new URL('https://a.example'), Buffer.alloc(1)]) {
      expect(seal({ value })).toHaveProperty('value', value)
    }
  })
})

describe('isPlainObject', () => {
  it('tells object literals from the rest', () => {
    expect([{}, Object.create(null), { a: 1 }].every(isPlainObject)).toBe(true)
    const others = [null, undefined, [], 'a', 1, () => 1, new Date(), Object.create({})]
    expect(others.some(isPlainObject)).toBe(false)
  })
})
