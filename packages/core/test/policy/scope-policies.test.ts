import { describe, expect, it } from 'vitest'
import { anyScope, scopes } from '../../src/index.js'
import { asked, authenticated } from '../support/authenticated.js'
import { configErrorOf } from '../support/outcome.js'

const context = asked(authenticated({}, ['read', 'write']))

describe('scopes', () => {
  it.each([[['read']], [['write', 'read']], [['read', 'read']]])('grants %j', (names) => {
    expect(scopes(...names).evaluate(context)).toBeUndefined()
  })

  it.each([[['admin']], [['read', 'admin']], [['READ']], [['rea']], [['reader']], [['toString']]])(
    'denies %j, and asks for all of them',
    (names) => {
      expect(scopes(...names).evaluate(context)).toEqual({ scopes: names, stepUp: undefined })
    },
  )
})

describe('anyScope', () => {
  it.each([[['read']], [['admin', 'write']]])('grants %j', (names) => {
    expect(anyScope(...names).evaluate(context)).toBeUndefined()
  })

  it.each([[['admin']], [['admin', 'READ']]])('denies %j, and asks for any of them', (names) => {
    expect(anyScope(...names).evaluate(context)).toEqual({ scopes: names, stepUp: undefined })
  })
})

describe.each([
  ['scopes', scopes],
  ['anyScope', anyScope],
])('%s', (name, make) => {
  it('describes itself', () => {
    expect(make('a', 'b').description).toBe(`${name}(a, b)`)
  })

  it.each([[''], ['a b'], ['a"b'], ['a\\b'], ['é'], ['a\n'], [5], [null], [undefined], [['a']]])(
    'takes no %j',
    (value) => {
      const problem = configErrorOf(() => make('a', value as string))
      expect(problem.option).toBe(name)
      expect(problem.message).toMatch(/takes scopes one by one, without spaces/)
    },
  )

  it('takes at least one', () => {
    expect(configErrorOf(() => make()).message).toBe(`"${name}" needs at least one scope`)
  })
})
