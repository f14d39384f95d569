import { describe, expect, it, vi } from 'vitest'
import { claim, role, userOnly, type Policy } from '../../src/index.js'
import { DENIED } from '../../src/policy/decide.js'
import { asked, authenticated } from '../support/authenticated.js'
import { configErrorOf } from '../support/outcome.js'

const decisionOn = (policy: Policy, claims: Record<string, unknown>): unknown =>
  policy.evaluate(asked(authenticated(claims)))

describe('claim', () => {
  it.each([
    ['acme', 'acme'],
    [5, 5],
    [0, 0],
    [true, true],
    [false, false],
    ['', ''],
  ])('grants %j for %j', (expected, value) => {
    expect(decisionOn(claim('c', expected), { c: value })).toBeUndefined()
  })

  it.each([
    ['acme', 'ACME'],
    ['acme', ['acme']],
    ['5', 5],
    [1, true],
    [0, false],
    [0, ''],
    [false, null],
    ['', undefined],
    ['[object Object]', {}],
  ])('denies %j for %j', (expected, value) => {
    expect(decisionOn(claim('c', expected), { c: value })).toBe(DENIED)
  })

  it('asks a function about what the token has, and about nothing that it has not', () => {
    const adult = vi.fn<(age: unknown) => boolean>((age) => age === 18)
    expect(decisionOn(claim('age', adult), { age: 18 })).toBeUndefined()
    expect(decisionOn(claim('age', adult), { age: 17 })).toBe(DENIED)
    expect(decisionOn(claim('age', adult), {})).toBe(DENIED)
    expect(adult.mock.calls).toEqual([[18], [17]])
    expect(
      decisionOn(
        claim('c', (value) => value === null),
        { c: null },
      ),
    ).toBeUndefined()
  })

  it.each([1, 'yes', undefined, null, {}, Promise.resolve(true)])(
    'takes no %j of a function for an answer',
    (answer) => {
      const policy = claim('c', () => answer as boolean)
      const problem = configErrorOf(() => decisionOn(policy, { c: 1 }))
      expect(problem.message).toBe('"claim" takes a function that returns true or false')
    },
  )

  it('looks at what was signed, not at what a schema left', () => {
    const auth = authenticated({ tenant: 'acme' })
    expect(auth.claims).toEqual({})
    expect(claim('tenant', 'acme').evaluate(asked(auth))).toBeUndefined()
  })

  it.each([
    ['', 'a', /name of a claim first/],
    [5, 'a', /name of a claim first/],
    ['c', undefined, /a string, a number, a boolean or a function second/],
    ['c', null, /a string, a number, a boolean or a function second/],
    ['c', ['a'], /a string, a number, a boolean or a function second/],
    ['c', /a/, /a string, a number, a boolean or a function second/],
  ])('is not made of %j and %j', (name, expected, mend) => {
    const problem = configErrorOf(() => claim(name as string, expected as string))
    expect(problem.option).toBe('claim')
    expect(problem.message).toMatch(mend)
  })

  it('describes itself without the value, which may be private', () => {
    expect(claim('tenant', 'acme').description).toBe('claim(tenant)')
  })
})

describe('role', () => {
  it.each([
    { roles: ['admin'] },
    { roles: ['user', 'admin'] },
    { roles: [{ value: 'admin', display: 'A' }] },
    { roles: 'admin' },
    { roles: { value: 'admin' } },
  ])('grants admin for %j', (claims) => {
    expect(decisionOn(role('admin'), claims)).toBeUndefined()
  })

  it.each([
    {},
    { roles: [] },
    { roles: null },
    { roles: 'administrator' },
    { roles: 'user admin' },
    { roles: ['Admin'] },
    { roles: [['admin']] },
    { roles: [{ name: 'admin' }] },
    { roles: { admin: true } },
    { role: 'admin' },
    { groups: ['admin'] },
  ])('denies admin for %j', (claims) => {
    expect(decisionOn(role('admin'), claims)).toBe(DENIED)
  })

  it('reads roles where it is told to', () => {
    const policy = role('admin', (claims) => {
      const access = claims['realm_access'] as { roles?: unknown } | undefined
      return access?.roles
    })
    expect(decisionOn(policy, { realm_access: { roles: ['admin'] } })).toBeUndefined()
    expect(decisionOn(policy, { roles: ['admin'] })).toBe(DENIED)
    expect(decisionOn(policy, {})).toBe(DENIED)
  })

  it.each([
    ['', undefined, /takes a role name/],
    [5, undefined, /takes a role name/],
    ['admin', 'realm_access', /takes a function second/],
    ['admin', null, /takes a function second/],
  ])('is not made of %j and %j', (name, read, mend) => {
    const make = role as (name: unknown, read?: unknown) => Policy
    const problem = configErrorOf(() => make(name, read))
    expect(problem.option).toBe('role')
    expect(problem.message).toMatch(mend)
  })
})

describe('userOnly', () => {
  it('grants for a subject that is not the client', () => {
    expect(decisionOn(userOnly(), {})).toBeUndefined()
    expect(decisionOn(userOnly(), { gty: 'password', idtyp: 'user' })).toBeUndefined()
  })

  it.each([
    { sub: 'c1' },
    { client_id: 'u1' },
    { sub: undefined },
    { client_id: undefined },
    { sub: undefined, client_id: undefined },
    { gty: 'client-credentials' },
    { idtyp: 'app' },
  ])('denies for %j', (claims) => {
    expect(decisionOn(userOnly(), claims)).toBe(DENIED)
  })
})
