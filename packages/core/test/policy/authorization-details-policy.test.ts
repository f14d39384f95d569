import { describe, expect, it } from 'vitest'
import { authorizationDetails, type RequiredDetail } from '../../src/index.js'
import { DENIED } from '../../src/policy/decide.js'
import { asked, authenticated } from '../support/authenticated.js'
import { configErrorOf } from '../support/outcome.js'
import { tokenRequest } from '../support/token-request.js'
import { parseJsonObject } from '../../src/token/strict-json.js'

/** Decides on a token with these details, which went through the parser as those of a token do. */
function decision(required: RequiredDetail, ...details: readonly object[]): unknown {
  const claims = parseJsonObject(Buffer.from(JSON.stringify({ authorization_details: details })))
  return authorizationDetails(required).evaluate(asked(authenticated(claims ?? {})))
}

const amount = { currency: 'EUR', value: '12.50' }
const payment = { type: 'payment', actions: ['read', 'pay'], identifier: 'a1', amount }

describe('authorizationDetails', () => {
  it.each<[RequiredDetail, readonly object[]]>([
    [{ type: 'payment' }, [{ type: 'payment' }]],
    [{ type: 'payment' }, [{ type: 'other' }, { type: 'payment' }]],
    [{ type: 'payment', actions: ['pay'] }, [{ type: 'payment', actions: ['read', 'pay'] }]],
    [
      { type: 'payment', actions: ['pay', 'read'] },
      [{ type: 'payment', actions: ['read', 'pay'] }],
    ],
    [{ type: 'payment', actions: [] }, [{ type: 'payment', actions: ['read'] }]],
    [payment, [payment]],
    [{ type: 'p', list: [amount, [1]] }, [{ type: 'p', list: [amount, [1]] }]],
    [{ type: 'p', flag: null }, [{ type: 'p', flag: null }]],
    [{ type: 'p' }, [{ type: 'p', locations: ['https://rs.example'] }]],
    [{ type: 'p' }, [{ type: 'p', locations: ['https://other', 'https://rs.example'] }]],
  ])('grants %j out of %j', (required, details) => {
    expect(decision(required, ...details)).toBeUndefined()
  })

  it.each<[RequiredDetail, readonly object[]]>([
    [{ type: 'payment' }, []],
    [{ type: 'payment' }, [{ type: 'Payment' }]],
    [{ type: 'payment', actions: ['pay'] }, [{ type: 'payment' }]],
    [{ type: 'payment', actions: ['pay'] }, [{ type: 'payment', actions: ['read'] }]],
    [{ type: 'payment', actions: ['pay'] }, [{ type: 'payment', actions: ['PAY'] }]],
    // Two halves make no whole.
    [
      { type: 'p', actions: ['read', 'pay'] },
      [
        { type: 'p', actions: ['read'] },
        { type: 'p', actions: ['pay'] },
      ],
    ],
    [{ type: 'p', identifier: 'a1' }, [{ type: 'p', identifier: 'a2' }]],
    [{ type: 'p', identifier: 'a1' }, [{ type: 'p' }]],
    [{ ...payment, amount: { ...amount, value: '12.5' } }, [payment]],
    [{ ...payment, amount: { currency: 'EUR' } }, [payment]],
    [{ type: 'p', list: [1, 2] }, [{ type: 'p', list: [2, 1] }]],
    [{ type: 'p', list: [1] }, [{ type: 'p', list: [1, 2] }]],
    // What the policy does not name may narrow the grant.
    [{ type: 'p' }, [{ type: 'p', account: '1' }]],
    [{ type: 'p' }, [{ type: 'p', identifier: 'a1' }]],
    [{ type: 'p' }, [{ type: 'p', actions: ['read'] }]],
    [{ type: 'p' }, [{ type: 'p', __proto__x: 1 }]],
    [{ type: 'p' }, [{ type: 'p', toString: 1 }]],
    [{ type: 'p' }, [{ type: 'p', locations: ['https://other'] }]],
    [{ type: 'p' }, [{ type: 'p', locations: ['https://rs.example/'] }]],
    [{ type: 'p' }, [{ type: 'p', locations: [] }]],
  ])('denies %j out of %j', (required, details) => {
    expect(decision(required, ...details)).toBe(DENIED)
  })

  it('denies where the token has none at all', () => {
    const policy = authorizationDetails({ type: 'payment' })
    expect(policy.evaluate(asked(authenticated({})))).toBe(DENIED)
  })

  it('does not change with an object that it was made of', () => {
    const required = { type: 'payment', actions: ['pay'] }
    const policy = authorizationDetails(required)
    required.actions.length = 0
    const details = [{ type: 'payment', actions: ['read'] }]
    const auth = authenticated({ authorization_details: details })
    expect(policy.evaluate(asked(auth))).toBe(DENIED)
  })

  it.each([undefined, null, 'payment', [], {}, { type: '' }, { type: 5 }, { actions: ['a'] }])(
    'is not made of %j',
    (required) => {
      const problem = configErrorOf(() => authorizationDetails(required as RequiredDetail))
      expect(problem.option).toBe('authorizationDetails')
      expect(problem.message).toMatch(/needs a detail of RFC 9396 §2 with a `type`/)
    },
  )

  it.each([{ actions: 'pay' }, { privileges: [5] }, { identifier: 5 }, { locations: {} }])(
    'is not made of a malformed detail: %j',
    (members) => {
      const required = { type: 'payment', ...members } as RequiredDetail
      expect(configErrorOf(() => authorizationDetails(required)).option).toBe(
        'authorizationDetails',
      )
    },
  )
})

describe('a requirement that depends on the request', () => {
  const policy = authorizationDetails(({ url }) => ({ type: 'account', identifier: url.slice(1) }))
  const auth = authenticated({ authorization_details: [{ type: 'account', identifier: '7' }] })

  it('is made for each request', () => {
    const [seven, eight] = ['/7', '/8'].map((url) => ({ request: tokenRequest({ url }) }))
    expect(policy.evaluate(asked(auth, seven))).toBeUndefined()
    expect(policy.evaluate(asked(auth, eight))).toBe(DENIED)
  })

  it('denies without a request: there is nothing to require', () => {
    expect(policy.evaluate(asked(auth))).toBe(DENIED)
  })

  it('throws a ConfigError where it makes nonsense', () => {
    const broken = authorizationDetails(() => ({}) as RequiredDetail)
    const run = (): unknown => broken.evaluate(asked(auth, { request: tokenRequest() }))
    expect(configErrorOf(run).option).toBe('authorizationDetails')
  })
})
