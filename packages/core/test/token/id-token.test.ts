import { describe, expect, it } from 'vitest'
import { refuseIdToken } from '../../src/token/id-token.js'
import { reasonOf } from '../support/outcome.js'

const reason = (claims: Record<string, unknown>): unknown => reasonOf(() => refuseIdToken(claims))

describe('refuseIdToken', () => {
  it.each(['nonce', 'at_hash', 'c_hash', 's_hash', 'events', 'token_introspection'])(
    'refuses a token with %s, whatever it holds',
    (name) => {
      for (const value of ['x', '', null, {}, 0]) expect(reason({ [name]: value })).toBe('id_token')
    },
  )

  it.each(['ID', 'Refresh', 'Offline', 'Logout', 'id', 'refresh', '', 'access token', 1, null, []])(
    'refuses a token that calls itself %j',
    (kind) => {
      expect(reason({ typ: kind })).toBe('id_token')
      expect(reason({ token_use: kind })).toBe('id_token')
    },
  )

  it.each(['Bearer', 'bearer', 'DPoP', 'access', 'access_token', 'at+jwt', 'JWT'])(
    'takes a token that calls itself %j',
    (kind) => {
      expect(reason({ typ: kind })).toBeUndefined()
      expect(reason({ token_use: kind })).toBeUndefined()
    },
  )

  it.each(['token_type', 'type', 'purpose'])(
    'refuses a token whose %s is that of another kind, and takes what means something else',
    (name) => {
      for (const kind of ['id', 'ID_TOKEN', 'refresh', 'refresh_token', 'Offline', 'logout']) {
        expect([kind, reason({ [name]: kind })]).toEqual([kind, 'id_token'])
      }
      for (const kind of ['Bearer', 'user', '', null, 1, ['id']]) {
        expect([kind, reason({ [name]: kind })]).toEqual([kind, undefined])
      }
    },
  )

  it('takes a token that has no mark, and does not mind claims that both kinds have', () => {
    expect(reason({ auth_time: 1, acr: 'urn:mfa', azp: 'c1', sid: 's', name: 'A' })).toBeUndefined()
  })

  it('refuses a token for the client that it was issued to, unless it has the marks of access', () => {
    for (const aud of ['c1', ['c1'], ['c1', 'https://rs.example']]) {
      const claims = { aud, azp: 'c1' }
      expect(reason(claims)).toBe('id_token')
      for (const mark of [{ scope: 'read' }, { scp: ['read'] }, { typ: 'Bearer' }]) {
        expect(reason({ ...claims, ...mark })).toBeUndefined()
      }
    }
    expect(reason({ aud: 'https://rs.example', azp: 'c1' })).toBeUndefined()
  })

  it('needs both names right where both are there', () => {
    expect(reason({ typ: 'Bearer', token_use: 'id' })).toBe('id_token')
    expect(reason({ typ: 'ID', token_use: 'access' })).toBe('id_token')
  })
})

describe('a claim that only access tokens of an issuer have', () => {
  const forItsClient = { aud: ['c1', 'p1'], azp: 'c1' }

  it('makes one of a token that is for its client', () => {
    expect(reasonOf(() => refuseIdToken(forItsClient))).toBe('id_token')
    expect(reasonOf(() => refuseIdToken({ ...forItsClient, jti: 't1' }, 'jti'))).toBeUndefined()
  })

  it('has to be there', () => {
    expect(reasonOf(() => refuseIdToken({ aud: 'p1', scope: 'read' }, 'jti'))).toBe('id_token')
  })

  it('does not outweigh the marks of an ID token', () => {
    const marked = { ...forItsClient, jti: 't1', nonce: 'n1' }
    expect(reasonOf(() => refuseIdToken(marked, 'jti'))).toBe('id_token')
  })
})
