import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createTestAuthentication, createTestClock } from '../../src/index.js'

describe('createTestAuthentication', () => {
  it('makes what a verifier makes of a good token', () => {
    const clock = createTestClock()
    const auth = createTestAuthentication({ clock, subject: 'alice', scopes: ['a', 'b'] })
    expect({ ...auth, scopes: [...auth.scopes] }).toEqual({
      scheme: 'Bearer',
      claims: expect.objectContaining({ sub: 'alice', client_id: 'c1', scope: 'a b' }),
      issuer: 'https://id.example',
      subject: 'alice',
      clientId: 'c1',
      scopes: ['a', 'b'],
      tokenId: auth.claims.jti,
      expiresAt: clock.now() + 300,
      binding: undefined,
      actor: undefined,
      kind: 'jwt',
    })
  })

  it('takes claims, and leaves those out that are undefined', () => {
    const claims = { tenant: 'acme', roles: ['admin'], client_id: undefined, scope: 'x y' }
    const auth = createTestAuthentication({ claims })
    expect(auth.claims.tenant).toBe('acme')
    expect([...auth.scopes]).toEqual(['x', 'y'])
    expect([auth.clientId, 'client_id' in auth.claims]).toEqual([undefined, false])
  })

  it('says what the caller has proven to hold', () => {
    const auth = createTestAuthentication({ binding: { jkt: 'x' } })
    expect(auth).toMatchObject({
      scheme: 'DPoP',
      binding: { jkt: 'x' },
      claims: { cnf: { jkt: 'x' } },
    })
  })

  it('cannot be changed, all the way down', () => {
    const auth = createTestAuthentication({ scopes: ['a'], claims: { list: [{ a: 1 }] } })
    const claims: Readonly<Record<string, unknown>> = auth.claims
    const list = claims['list'] as object[]
    for (const part of [auth, auth.claims, list, list[0]]) expect(Object.isFrozen(part)).toBe(true)
    for (const part of [auth.claims, list[0]]) expect(Object.getPrototypeOf(part)).toBeNull()
    expect(() => (auth.scopes as Set<string>).add('b')).toThrow(TypeError)
    expect(() => (auth.scopes as Set<string>).delete('a')).toThrow(TypeError)
    expect(() => (auth.scopes as Set<string>).clear()).toThrow(TypeError)
  })

  it('has a token that no log and no copy shows', () => {
    const auth = createTestAuthentication()
    expect(auth.token).toBe('made-by-the-test-kit')
    for (const shown of [inspect(auth), JSON.stringify(auth), JSON.stringify({ ...auth })]) {
      expect(shown).not.toContain(auth.token)
    }
  })

  it('knows no other options', () => {
    expect(() => createTestAuthentication({ sub: 'alice' } as object)).toThrow('"sub"')
  })
})
