import { createHash } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  createIssuer,
  generateSigningKey,
  type Issuer,
  type IssueOptions,
  type KeySource,
  type TokenActor,
} from '../../src/index.js'

const NOW = 1_800_000_000
const JKT = createHash('sha256').update('key').digest('base64url')
const X5T = createHash('sha256').update('certificate').digest('base64url')

let issuer: Issuer
const base = { subject: 'u1', clientId: 'c1' }

beforeAll(async () => {
  issuer = createIssuer({
    issuer: 'https://id.example.com',
    audience: 'https://api.example.com',
    keys: [await generateSigningKey()],
    clock: () => NOW * 1000,
  })
})

const claimsOf = async (options: Partial<IssueOptions>) =>
  decodeJwt(await issuer.issue({ ...base, ...options }))

const actors = (depth: number): TokenActor =>
  depth === 1 ? { subject: 'a1' } : { subject: `a${depth}`, actor: actors(depth - 1) }

describe('what a token can say', () => {
  it('the keys that it is bound to', async () => {
    expect((await claimsOf({ binding: { jkt: JKT } }))['cnf']).toEqual({ jkt: JKT })
    expect((await claimsOf({ binding: { jkt: JKT, x5tS256: X5T } }))['cnf']).toEqual({
      jkt: JKT,
      'x5t#S256': X5T,
    })
  })

  it('who acts for the subject, and for whom in turn', async () => {
    const actor = { subject: 's1', clientId: 's1', actor: { subject: 's2', issuer: 'https://x' } }
    expect((await claimsOf({ actor }))['act']).toEqual({
      sub: 's1',
      client_id: 's1',
      act: { sub: 's2', iss: 'https://x' },
    })
    expect((await claimsOf({ actor: actors(4) }))['act']).toMatchObject({ sub: 'a4' })
  })

  it('its grant, the login, and authorization details', async () => {
    const details = [{ type: 'payment', amount: 5 }]
    expect(
      await claimsOf({
        grantId: 'g1',
        authTime: NOW - 60,
        acr: 'urn:mfa',
        amr: ['pwd', 'otp'],
        authorizationDetails: details,
      }),
    ).toMatchObject({
      grant_id: 'g1',
      auth_time: NOW - 60,
      acr: 'urn:mfa',
      amr: ['pwd', 'otp'],
      authorization_details: details,
    })
  })

  it('each scope value once', async () => {
    expect((await claimsOf({ scope: 'read write read' }))['scope']).toBe('read write')
  })

  it.each<[string, object]>([
    ['binding', { binding: {} }],
    ['binding', { binding: { jkt: 'short' } }],
    ['binding', { binding: { jkt: `${JKT.slice(0, -1)}=` } }],
    // The last character has bits that are not of the hash: another spelling of the same one.
    ['binding', { binding: { jkt: 'A'.repeat(42) + 'B' } }],
    ['binding', { binding: { jkt: JKT, x5t: X5T } }],
    ['binding', { binding: JKT }],
    ['actor', { actor: actors(5) }],
    ['actor.subject', { actor: { subject: '' } }],
    ['sub', { actor: { sub: 's1' } }],
    ['grantId', { grantId: '' }],
    ['authTime', { authTime: NOW + 1 }],
    ['authTime', { authTime: 1.5 }],
    ['acr', { acr: 1 }],
    ['amr', { amr: 'pwd' }],
    ['authorizationDetails', { authorizationDetails: [{}] }],
    [
      'authorizationDetails',
      { authorizationDetails: Array.from({ length: 21 }, () => ({ type: 'x' })) },
    ],
    ['claims', { claims: [] }],
    ['claims', { claims: { cnf: {} } }],
    ['claims', { claims: { act: {} } }],
    ['claims', { claims: { nbf: 1 } }],
    ['claims', { claims: { grant_id: 'g1' } }],
    ['claims', { claims: { auth_time: 1 } }],
    ['claims', { claims: JSON.parse('{"__proto__":{"a":1}}') as object }],
    ['audiance', { audiance: 'https://evil.example' }],
  ])('names a wrong "%s": %j', async (option, changes) => {
    const issued = issuer.issue({ ...base, ...changes })
    await expect(issued).rejects.toThrow(TypeError)
    await expect(issued).rejects.toThrow(`"${option}"`)
  })
})

describe('how long a token lives', () => {
  it('is five minutes, and an hour at most, unless the issuer says so', async () => {
    const { iat = 0, exp = 0 } = await claimsOf({})
    expect(exp - iat).toBe(300)
    expect((await claimsOf({ lifetime: 3_600 })).exp).toBe(NOW + 3_600)
    await expect(issuer.issue({ ...base, lifetime: 3_601 })).rejects.toThrow('"lifetime"')
    const longer = createIssuer({
      issuer: 'https://id.example.com',
      audience: 'https://api.example.com',
      keys: [await generateSigningKey()],
      maxLifetime: 86_400,
    })
    const token = await longer.issue({ ...base, lifetime: 86_400 })
    const claims = decodeJwt(token)
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(86_400)
    await expect(longer.issue({ ...base, lifetime: 86_401 })).rejects.toThrow('"lifetime"')
  })
})

describe('where the keys come from', () => {
  it('may change between two tokens', async () => {
    const [one, two] = [await generateSigningKey(), await generateSigningKey('RS256')]
    let current = one
    const keys: KeySource = {
      signingKey: () => current,
      publicKeys: () => [one.publicJwk, two.publicJwk],
    }
    const ring = createIssuer({ issuer: 'https://id.example.com', audience: 'a', keys })
    const first = await ring.issue(base)
    current = two
    const second = await ring.issue(base)
    expect(decodeProtectedHeader(first)).toMatchObject({ kid: one.kid, alg: 'ES256' })
    expect(decodeProtectedHeader(second)).toMatchObject({ kid: two.kid, alg: 'RS256' })
    expect(ring.jwks().keys).toEqual([one.publicJwk, two.publicJwk])
  })

  it('never publishes a private half', async () => {
    const key = await generateSigningKey()
    const keys: KeySource = {
      signingKey: () => key,
      publicKeys: () => [{ ...key.publicJwk, d: 'secret' }],
    }
    const careless = createIssuer({ issuer: 'https://id.example.com', keys })
    expect(() => careless.jwks()).toThrow('public halves only')
  })
})
