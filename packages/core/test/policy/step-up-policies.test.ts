import { describe, expect, it } from 'vitest'
import { acr, authenticatedWithin } from '../../src/index.js'
import { asked, authenticated, NOW } from '../support/authenticated.js'
import { configErrorOf } from '../support/outcome.js'

describe('authenticatedWithin', () => {
  const policy = authenticatedWithin(300)
  const denied = { scopes: [], stepUp: { acrValues: [], maxAge: 300 } }
  const decision = (auth_time: unknown, clockTolerance = 0): unknown =>
    policy.evaluate(asked(authenticated({ auth_time, iat: NOW }), { clockTolerance }))

  it.each([NOW, NOW - 1, NOW - 300, NOW + 60])('grants at %i', (time) => {
    expect(decision(time)).toBeUndefined()
  })

  it.each([
    NOW - 301,
    NOW - 300.5,
    NOW + 61,
    0,
    -1,
    undefined,
    null,
    String(NOW),
    [NOW],
    { valueOf: () => NOW },
    true,
    NOW * 1000,
  ])('denies at %s, and asks for less', (time) => {
    expect(decision(time)).toEqual(denied)
  })

  it('forgives as much as the verifier does', () => {
    expect(decision(NOW - 305, 5)).toBeUndefined()
    expect(decision(NOW - 306, 5)).toEqual(denied)
  })

  it('may ask for this very moment', () => {
    const now = authenticatedWithin(0)
    const at = (auth_time: number): unknown =>
      now.evaluate(asked(authenticated({ auth_time }), { clockTolerance: 0 }))
    expect(at(NOW)).toBeUndefined()
    expect(at(NOW - 1)).toEqual({ scopes: [], stepUp: { acrValues: [], maxAge: 0 } })
  })

  it.each([-1, 1.5, Number.NaN, Infinity, '300', null, undefined])(
    'is not made of %j',
    (seconds) => {
      const problem = configErrorOf(() => authenticatedWithin(seconds as number))
      expect(problem.option).toBe('authenticatedWithin')
      expect(problem.message).toMatch(/takes a whole number of seconds, 0 or more/)
    },
  )
})

describe('acr', () => {
  const policy = acr('urn:phr', 'urn:mfa')
  const decision = (value: unknown): unknown =>
    policy.evaluate(asked(authenticated({ acr: value })))

  it.each(['urn:phr', 'urn:mfa'])('grants for %s', (value) => {
    expect(decision(value)).toBeUndefined()
  })

  it.each(['urn:pwd', 'URN:mfa', '', 'urn:phr urn:mfa', ['urn:mfa'], null, undefined, 0, true])(
    'denies for %j, and asks for what it likes best first',
    (value) => {
      const stepUp = { acrValues: ['urn:phr', 'urn:mfa'], maxAge: undefined }
      expect(decision(value)).toEqual({ scopes: [], stepUp })
    },
  )

  it.each([[[]], [['']], [['a b']], [['a"']], [['a', 5]], [['a\\']], [['ü']]])(
    'is not made of %j',
    (values) => {
      const problem = configErrorOf(() => acr(...(values as string[])))
      expect(problem.option).toBe('acr')
      expect(problem.message).toMatch(/takes at least one value, each without spaces and quotes/)
    },
  )
})
