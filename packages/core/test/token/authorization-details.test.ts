import { describe, expect, it } from 'vitest'
import { authorizationDetailsOf } from '../../src/token/authorization-details.js'
import { reasonOf } from '../support/outcome.js'

describe('authorizationDetailsOf', () => {
  it('is empty where the token has none', () => {
    expect(authorizationDetailsOf({})).toEqual([])
    expect(authorizationDetailsOf({ authorization_details: [] })).toEqual([])
  })

  it('gives well-formed details as they are', () => {
    const details = [
      { type: 'account', actions: ['read'], locations: [], identifier: '1', extra: { a: [1] } },
      { type: 'payment', datatypes: ['a'], privileges: ['b'] },
    ]
    expect(authorizationDetailsOf({ authorization_details: details })).toEqual(details)
  })

  it.each([
    [null],
    ['account'],
    [{ type: 'account' }],
    [[null]],
    [['account']],
    [[[]]],
    [[{}]],
    [[{ type: 1 }]],
    [[{ type: ['account'] }]],
    [[{ type: 'a' }, {}]],
    [[{ type: 'a', identifier: 1 }]],
    [[{ type: 'a', identifier: null }]],
    [[{ type: 'a', actions: 'read' }]],
    [[{ type: 'a', actions: ['read', 1] }]],
    [[{ type: 'a', locations: {} }]],
    [[{ type: 'a', datatypes: null }]],
    [[{ type: 'a', privileges: [['admin']] }]],
  ])('refuses %j', (details) => {
    const read = (): unknown => authorizationDetailsOf({ authorization_details: details })
    expect(reasonOf(read)).toBe('malformed_claim')
  })
})
