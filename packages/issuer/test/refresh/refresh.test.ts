import { inspect } from 'node:util'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { createIssuer } from '../../src/index.js'
import { AUDIENCE, reasonOf, refreshWorld, type RefreshWorld } from '../support/refresh-world.js'

const web = { clientId: 'web' }

let world: RefreshWorld
beforeEach(async () => {
  world = await refreshWorld()
})

describe('a grant', () => {
  it('gives an access token and an opaque refresh token', async () => {
    const tokens = await world.granted()
    expect(tokens).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 300,
      scope: 'read write',
      refreshToken: expect.stringMatching(/^[\w-]{64}$/),
      grantId: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(await world.claimsOf(tokens)).toMatchObject({ sub: 'u1', grant_id: tokens.grantId })
  })

  it('has a name that gives nothing of its refresh token away', async () => {
    const { grantId, refreshToken } = await world.granted()
    expect(refreshToken).not.toContain(grantId.slice(0, 8))
    expect(grantId).not.toContain(refreshToken.slice(0, 8))
    // Whoever reads the name in an access token cannot even make a replay of it.
    const forged = `${grantId}${refreshToken.slice(43)}`
    expect(await reasonOf(world.issuer.refresh(forged, web))).toBe('refresh_token_unknown')
    await world.issuer.refresh(refreshToken, web)
  })

  it('needs "refresh", and names what is wrong', async () => {
    const bare = createIssuer({
      issuer: 'https://id.example.com',
      audience: 'a',
      keys: [world.key],
    })
    await expect(bare.grant({ subject: 'u1', clientId: 'c1' })).rejects.toThrow('"refresh"')
    await expect(bare.refresh('x', web)).rejects.toThrow('"refresh"')
    await expect(world.granted({ grantId: 'mine' })).rejects.toThrow('"grantId"')
    await expect(world.granted({ bindRefreshToken: 1 })).rejects.toThrow('"bindRefreshToken"')
    await expect(world.granted({ subject: '' })).rejects.toThrow('"subject"')
    await expect(world.granted({ claims: { big: 'x'.repeat(20_000) } })).rejects.toThrow('"grant"')
  })
})

describe('a refresh', () => {
  it('gives the next refresh token, and an access token that says the same', async () => {
    const first = await world.granted({
      claims: { tenant: 'acme' },
      authTime: world.clock.now() - 60,
      acr: 'urn:mfa',
      amr: ['otp'],
      authorizationDetails: [{ type: 'payment' }],
    })
    world.clock.advance(600)
    const second = await world.issuer.refresh(first.refreshToken, web)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(second.grantId).toBe(first.grantId)
    const { jti: _1, iat: _2, exp: _3, ...before } = decodeJwt(first.accessToken)
    const { jti: _4, iat, exp, ...after } = await world.claimsOf(second)
    expect(after).toEqual(before)
    expect([iat, exp]).toEqual([world.clock.now(), world.clock.now() + 300])
  })

  it('may ask for less, and for no more, and has all of it again next time', async () => {
    const first = await world.granted({ audience: [AUDIENCE, 'https://b.example'] })
    for (const scope of ['admin', 'read admin', ['write', 'admin']]) {
      const asked = world.issuer.refresh(first.refreshToken, { ...web, scope })
      expect(await reasonOf(asked)).toBe('scope_widened')
    }
    for (const audience of ['https://c.example', [AUDIENCE, 'https://c.example']]) {
      const asked = world.issuer.refresh(first.refreshToken, { ...web, audience })
      expect(await reasonOf(asked)).toBe('audience_widened')
    }
    const narrow = { ...web, scope: 'read', audience: 'https://b.example' }
    const second = await world.issuer.refresh(first.refreshToken, narrow)
    expect(await world.claimsOf(second)).toMatchObject({ scope: 'read', aud: 'https://b.example' })
    const third = await world.issuer.refresh(second.refreshToken, web)
    expect(third.scope).toBe('read write')
  })

  it('is for the client that the grant was made to, and changes nothing for others', async () => {
    const { refreshToken } = await world.granted()
    const stolen = world.issuer.refresh(refreshToken, { clientId: 'thief' })
    expect(await reasonOf(stolen)).toBe('refresh_token_of_another_client')
    await world.issuer.refresh(refreshToken, web)
    // Nor does a replay by somebody else.
    const replayed = world.issuer.refresh(refreshToken, { clientId: 'thief' })
    expect(await reasonOf(replayed)).toBe('refresh_token_of_another_client')
    expect(world.revocation.revoked).toEqual([])
  })

  it.each(['', 'x', 'A'.repeat(63), 'A'.repeat(65), `${'A'.repeat(63)}=`, `${'A'.repeat(63)}\n`])(
    'refuses what is no refresh token: %j',
    async (token) => {
      expect(await reasonOf(world.issuer.refresh(token, web))).toBe('refresh_token_malformed')
    },
  )

  it('keeps no secret in an error', async () => {
    const { refreshToken } = await world.granted()
    await world.issuer.refresh(refreshToken, web)
    const error: unknown = await world.issuer
      .refresh(refreshToken, web)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'GrantError', code: 'invalid_grant' })
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(refreshToken)
  })

  it.each([
    ['clientId', { clientId: '' }],
    ['scope', { ...web, scope: 'a  b' }],
    ['audience', { ...web, audience: [] }],
    ['binding', { ...web, binding: {} }],
    ['client', { client: 'web' }],
  ])('names a wrong "%s"', async (option, request) => {
    const { refreshToken } = await world.granted()
    const refreshed = world.issuer.refresh(refreshToken, request as { clientId: string })
    await expect(refreshed).rejects.toThrow(TypeError)
    await expect(refreshed).rejects.toThrow(`"${option}"`)
  })
})
