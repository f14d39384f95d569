import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { FrozenSet } from '../../src/token/frozen-set.js'
import { ownResponseHeadersOf, provenanceOf } from '../../src/token/provenance.js'
import { present, verifiedToken } from '../support/authenticated.js'

const token = 'header.payload.signature'
const signed = { iss: 'https://id.example', sub: 'u1', act: { sub: 'a1' } }
const verified = {
  ...verifiedToken({ issuer: 'https://id.example', audiences: ['urn:rs'] }),
  signed,
  claims: Object.freeze({ sub: 'u1' }),
  checked: {
    subject: 'u1',
    clientId: 'c1',
    tokenId: 'j1',
    times: { expiresAt: 5, from: 0, until: 5 },
  },
  scopes: new FrozenSet(['read']),
  actor: { subject: 'a1', issuer: undefined, actor: undefined },
}

describe('toAuthentication', () => {
  const auth = present(verified, { token })

  it('says who, for whom and with which rights', () => {
    expect({ ...auth, scopes: [...auth.scopes] }).toEqual({
      scheme: 'Bearer',
      kind: 'jwt',
      issuer: 'https://id.example',
      subject: 'u1',
      clientId: 'c1',
      tokenId: 'j1',
      expiresAt: 5,
      scopes: ['read'],
      claims: { sub: 'u1' },
      binding: undefined,
      actor: { subject: 'a1', issuer: undefined, actor: undefined },
    })
  })

  it('says how the token was presented, and what was proven', () => {
    const binding = { jkt: 'k' }
    const bound = present(verified, { token, scheme: 'DPoP', binding })
    expect(bound).toMatchObject({ scheme: 'DPoP', binding: { jkt: 'k' } })
  })

  it('is frozen', () => {
    expect(Object.isFrozen(auth)).toBe(true)
    expect(() => Object.assign(auth, { subject: 'root' })).toThrow(TypeError)
    const scopes = auth.scopes as Set<string>
    for (const change of [() => scopes.add('admin'), () => scopes.clear()]) {
      expect(change).toThrow('this set is frozen')
    }
    expect([...scopes]).toEqual(['read'])
  })

  it('holds the token where no log and no JSON finds it', () => {
    expect(auth.token).toBe(token)
    expect(JSON.stringify(auth)).not.toContain(token)
    expect(inspect(auth, { depth: null })).not.toContain(token)
    expect(JSON.stringify({ ...auth })).not.toContain(token)
    expect(JSON.stringify(Object.entries(auth))).not.toContain(token)
    expect(structuredClone({ ...auth, claims: {} })).not.toHaveProperty('token')
  })

  it('remembers what was signed, where nothing shows it', () => {
    expect(provenanceOf(auth)).toEqual({ signed, audiences: ['urn:rs'], until: 5 })
    expect(ownResponseHeadersOf(auth)).toEqual({})
    expect(JSON.stringify(auth)).not.toContain('"act"')
    expect(inspect(auth)).not.toContain('act:')
  })
})
