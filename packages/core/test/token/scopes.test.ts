import { describe, expect, it } from 'vitest'
import type { ScopeReader } from '../../src/index.js'
import { scopeReader } from '../../src/token/scopes.js'
import { reasonOf } from '../support/outcome.js'

const permissions: ScopeReader = (claims) => claims['permissions'] as string[]

/** What a reader makes of claims: the scopes, or the reason of its refusal. */
function readBy(
  given: string | ScopeReader | undefined,
  tokenType: 'at+jwt' | 'jwt',
  claims: Record<string, unknown>,
): unknown {
  const read = scopeReader('scopeClaim', given, tokenType)
  return reasonOf(() => read(claims)) ?? [...new Set(read(claims))]
}

describe('the scopes of many tokens', () => {
  const read = scopeReader('scopeClaim', undefined, 'jwt')

  it('are one set where they are one text, and nobody can change it', () => {
    const first = read({ scope: 'orders:read orders:write' })
    const second = read({ scope: 'orders:read orders:write', scp: 'other' })
    expect(second).toBe(first)
    expect(() => (second as Set<string>).add('admin')).toThrow('this set is frozen')
    expect(read({ scope: 'orders:write orders:read' })).not.toBe(first)
  })

  it('are kept for short texts only', () => {
    const long = 's'.repeat(201)
    expect(read({ scope: long })).not.toBe(read({ scope: long }))
  })
})

describe.each(['at+jwt', 'jwt'] as const)('the scopes of an %s', (tokenType) => {
  it.each([
    [{}, []],
    [{ scope: '' }, []],
    [{ scope: ' ' }, []],
    [{ scope: 'a' }, ['a']],
    [{ scope: 'a b' }, ['a', 'b']],
    [{ scope: '  a   b ' }, ['a', 'b']],
    [{ scope: 'a b a' }, ['a', 'b']],
    [{ scope: 'read,write' }, ['read,write']],
    [{ scope: 'read\nwrite' }, ['read\nwrite']],
    [{ scope: 'read\twrite' }, ['read\twrite']],
    [{ scope: 'read\u00a0write' }, ['read\u00a0write']],
    [{ scope: 'A a' }, ['A', 'a']],
    [{ scp: 'a b' }, ['a', 'b']],
    [{ scp: ['a', 'b'] }, ['a', 'b']],
    [{ scp: ['a b'] }, ['a b']],
    [{ scp: [] }, []],
    // `scope` wins, even where it grants nothing.
    [{ scope: 'a', scp: ['b'] }, ['a']],
    [{ scope: '', scp: ['b'] }, []],
    [{ scope: 'a', scopes: 'b', permissions: ['c'] }, ['a']],
  ])('of %j are %j', (claims, scopes) => {
    expect(readBy(undefined, tokenType, claims)).toEqual(scopes)
  })

  it.each([
    { scope: null },
    { scope: 1 },
    { scope: {} },
    { scope: ['a', 1] },
    { scp: null },
    { scp: ['a', null] },
    { scp: {} },
    { scp: [['a']] },
  ])('are malformed in %j', (claims) => {
    expect(readBy(undefined, tokenType, claims)).toBe('malformed_claim')
  })

  it('come from the claim that is named, in either form', () => {
    expect(readBy('roles', tokenType, { roles: 'a b', scope: 'c' })).toEqual(['a', 'b'])
    expect(readBy('roles', tokenType, { roles: ['a', 'b'] })).toEqual(['a', 'b'])
    expect(readBy('roles', tokenType, { scope: 'c', scp: ['d'] })).toEqual([])
    expect(readBy('roles', tokenType, { roles: { a: 1 } })).toBe('malformed_claim')
    expect(readBy('scope', tokenType, { scope: ['a'] })).toEqual(['a'])
  })

  it('come from a function that is handed the claims', () => {
    expect(readBy(permissions, tokenType, { permissions: ['a', 'b'] })).toEqual(['a', 'b'])
    expect(readBy(permissions, tokenType, { permissions: new Set(['a', 'b']) })).toEqual(['a', 'b'])
    expect(readBy(permissions, tokenType, {})).toEqual([])
    expect(readBy(permissions, tokenType, { permissions: null })).toEqual([])
    expect(readBy(permissions, tokenType, { permissions: 'a b' })).toBe('malformed_claim')
    expect(readBy(permissions, tokenType, { permissions: ['a', 1] })).toBe('malformed_claim')
    expect(readBy(permissions, tokenType, { permissions: new Set([1]) })).toBe('malformed_claim')
  })
})

describe('a list in `scope`', () => {
  it('is refused in an RFC 9068 token', () => {
    expect(readBy(undefined, 'at+jwt', { scope: ['a'] })).toBe('malformed_claim')
  })

  it('is read in any other JWT', () => {
    expect(readBy(undefined, 'jwt', { scope: ['a', 'b'] })).toEqual(['a', 'b'])
  })
})

it('are malformed for a function that throws at them: no token may cause a 500', () => {
  const read = scopeReader('scopeClaim', JSON.parse as unknown as ScopeReader, 'jwt')
  expect(reasonOf(() => read({}))).toBe('malformed_claim')
})
