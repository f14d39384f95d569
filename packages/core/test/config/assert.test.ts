import { describe, expect, it } from 'vitest'
import {
  assertKnownNames,
  assertNumber,
  assertObject,
  assertOneOf,
  textList,
} from '../../src/config/assert.js'
import { ConfigError } from '../../src/errors.js'
import { configErrorOf } from '../support/outcome.js'

describe('assertKnownNames', () => {
  it('names the option by its path', () => {
    const problem = configErrorOf(() => assertKnownNames('limits', { keys: 1 }, ['jwksKeys']))
    expect(problem.option).toBe('limits.keys')
    expect(problem.message).toBe('"limits.keys" is not an option; the options here are jwksKeys')
  })

  it('leaves the dot out at the top', () => {
    expect(configErrorOf(() => assertKnownNames('', { isuer: 1 }, ['issuer'])).option).toBe('isuer')
  })

  it('does not take what every object has for an option', () => {
    expect(configErrorOf(() => assertKnownNames('', { toString: 1 }, [])).option).toBe('toString')
    const own = JSON.parse('{"__proto__":1}') as object
    expect(configErrorOf(() => assertKnownNames('', own, ['a'])).option).toBe('__proto__')
  })
})

describe('assertObject', () => {
  it.each([[{}], [Object.create(null)]])('takes %o', (value) => {
    expect(() => assertObject('o', value)).not.toThrow()
  })

  // Options that come from a prototype would not be checked, and members of a list are none.
  it.each([[null], [undefined], [[]], ['a'], [() => 1], [Object.create({ a: 1 })], [new Map()]])(
    'refuses %o',
    (value) => {
      expect(configErrorOf(() => assertObject('o', value)).option).toBe('o')
    },
  )
})

describe('assertNumber', () => {
  const range = { min: 1, max: 3 }

  it.each([1, 2.5, 3])('takes %s', (value) => {
    expect(() => assertNumber('n', value, range)).not.toThrow()
  })

  it.each([0.999, 3.001, Number.NaN, Infinity, -Infinity, '2', null, undefined, 2n, new Date(2)])(
    'refuses %o',
    (value) => {
      const { message } = configErrorOf(() => assertNumber('n', value, range))
      expect(message).toBe('"n" must be a number from 1 to 3')
    },
  )

  it('refuses a fraction where it has to be whole', () => {
    const { message } = configErrorOf(() => assertNumber('n', 2.5, { ...range, integer: true }))
    expect(message).toBe('"n" must be a whole number from 1 to 3')
  })
})

describe('assertOneOf', () => {
  it('lists what is right, as it is written in code', () => {
    expect(configErrorOf(() => assertOneOf('o', 'c', ['a', 'b', false])).message).toBe(
      '"o" must be "a" or "b" or false',
    )
  })

  it('compares without conversion', () => {
    expect(() => assertOneOf('o', 0, [false])).toThrow(ConfigError)
    expect(() => assertOneOf('o', ['a'], ['a'])).toThrow(ConfigError)
  })
})

describe('textList', () => {
  it('makes a list of one string', () => {
    expect(textList('l', 'a')).toEqual(['a'])
  })

  it('leaves repeats out and keeps the order', () => {
    expect(textList('l', ['b', 'a', 'b'])).toEqual(['b', 'a'])
  })

  it('does not let a hole pass', () => {
    // oxlint-disable-next-line no-sparse-arrays
    expect(configErrorOf(() => textList('l', ['a', , 'b'])).option).toBe('l')
  })

  it('is a copy, so that later changes to the option change nothing', () => {
    const given = ['a']
    const list = textList('l', given)
    given.push('b')
    expect(list).toEqual(['a'])
  })
})
