import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { createLocalJWKSet, decodeJwt, jwtVerify, type JWTPayload } from 'jose'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  createIssuer,
  generateSigningKey,
  GrantError,
  memoryRefreshTokenStore,
  type CreateIssuerOptions,
  type GrantedTokens,
  type Issuer,
  type KeySource,
  type RefreshOptions,
  type SigningKey,
} from '../../src/index.js'
import { recordingRevocation, type RecordingRevocation } from '../support/issuer-world.js'
import { testClock, type TestClock } from '../support/test-clock.js'
import { thumbprint } from '../support/thumbprint.js'

const AUDIENCE = 'https://api.example.com'
const DAY = 86_400
const web = { clientId: 'web' }
const [JKT, OTHER_JKT, X5T] = [thumbprint('key'), thumbprint('other'), thumbprint('certificate')]

let clock: TestClock
let key: SigningKey
let revocation: RecordingRevocation
let issuer: Issuer

beforeEach(async () => {
  clock = testClock()
  key = await generateSigningKey()
  revocation = recordingRevocation()
  issuer = issuerWith()
})

function issuerWith(
  refresh: Partial<RefreshOptions> = {},
  more: Partial<CreateIssuerOptions> = {},
): Issuer {
  return createIssuer({
    issuer: 'https://id.example.com',
    audience: AUDIENCE,
    keys: [key],
    clock,
    revocation,
    refresh: { store: memoryRefreshTokenStore({ clock }), ...refresh },
    ...more,
  })
}

const granted = async (changes: object = {}): Promise<GrantedTokens> =>
  issuer.grant({ subject: 'u1', clientId: 'web', scope: 'read write', ...changes })

const claimsOf = async ({ accessToken }: GrantedTokens): Promise<JWTPayload> => {
  const keys = createLocalJWKSet(await issuer.jwks())
  const options = { typ: 'at+jwt', currentDate: new Date(clock()) }
  return (await jwtVerify(accessToken, keys, options)).payload
}

/** Why a refresh was refused. */
async function reasonOf(refreshed: Promise<unknown>): Promise<string> {
  const error: unknown = await refreshed.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof GrantError) return error.reason
  throw new Error('it was not refused', { cause: error })
}

describe('a grant', () => {
  it('gives an access token and an opaque refresh token', async () => {
    const tokens = await granted()
    expect(tokens).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 300,
      scope: 'read write',
      refreshToken: expect.stringMatching(/^[\w-]{64}$/),
      grantId: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(await claimsOf(tokens)).toMatchObject({ sub: 'u1', grant_id: tokens.grantId })
  })

  it('has a name that gives nothing of its refresh token away', async () => {
    const { grantId, refreshToken } = await granted()
    expect(refreshToken).not.toContain(grantId.slice(0, 8))
    expect(grantId).not.toContain(refreshToken.slice(0, 8))
    // Whoever reads the name in an access token cannot even make a replay of it.
    const forged = `${grantId}${refreshToken.slice(43)}`
    expect(await reasonOf(issuer.refresh(forged, web))).toBe('refresh_token_unknown')
    await issuer.refresh(refreshToken, web)
  })

  it('needs "refresh", and names what is wrong', async () => {
    const bare = createIssuer({ issuer: 'https://id.example.com', audience: 'a', keys: [key] })
    await expect(bare.grant({ subject: 'u1', clientId: 'c1' })).rejects.toThrow('"refresh"')
    await expect(bare.refresh('x', web)).rejects.toThrow('"refresh"')
    await expect(granted({ grantId: 'mine' })).rejects.toThrow('"grantId"')
    await expect(granted({ bindRefreshToken: 1 })).rejects.toThrow('"bindRefreshToken"')
    await expect(granted({ subject: '' })).rejects.toThrow('"subject"')
    await expect(granted({ claims: { big: 'x'.repeat(20_000) } })).rejects.toThrow('"grant"')
  })
})

describe('a refresh', () => {
  it('gives the next refresh token, and an access token that says the same', async () => {
    const first = await granted({
      claims: { tenant: 'acme' },
      authTime: clock.now() - 60,
      acr: 'urn:mfa',
      amr: ['otp'],
      authorizationDetails: [{ type: 'payment' }],
    })
    clock.advance(600)
    const second = await issuer.refresh(first.refreshToken, web)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(second.grantId).toBe(first.grantId)
    const { jti: _1, iat: _2, exp: _3, ...before } = decodeJwt(first.accessToken)
    const { jti: _4, iat, exp, ...after } = await claimsOf(second)
    expect(after).toEqual(before)
    expect([iat, exp]).toEqual([clock.now(), clock.now() + 300])
  })

  it('may ask for less, and for no more, and has all of it again next time', async () => {
    const first = await granted({ audience: [AUDIENCE, 'https://b.example'] })
    for (const scope of ['admin', 'read admin', ['write', 'admin']]) {
      const asked = issuer.refresh(first.refreshToken, { ...web, scope })
      expect(await reasonOf(asked)).toBe('scope_widened')
    }
    for (const audience of ['https://c.example', [AUDIENCE, 'https://c.example']]) {
      const asked = issuer.refresh(first.refreshToken, { ...web, audience })
      expect(await reasonOf(asked)).toBe('audience_widened')
    }
    const narrow = { ...web, scope: 'read', audience: 'https://b.example' }
    const second = await issuer.refresh(first.refreshToken, narrow)
    expect(await claimsOf(second)).toMatchObject({ scope: 'read', aud: 'https://b.example' })
    const third = await issuer.refresh(second.refreshToken, web)
    expect(third.scope).toBe('read write')
  })

  it('is for the client that the grant was made to, and changes nothing for others', async () => {
    const { refreshToken } = await granted()
    const stolen = issuer.refresh(refreshToken, { clientId: 'thief' })
    expect(await reasonOf(stolen)).toBe('refresh_token_of_another_client')
    await issuer.refresh(refreshToken, web)
    // Nor does a replay by somebody else.
    const replayed = issuer.refresh(refreshToken, { clientId: 'thief' })
    expect(await reasonOf(replayed)).toBe('refresh_token_of_another_client')
    expect(revocation.revoked).toEqual([])
  })

  it.each(['', 'x', 'A'.repeat(63), 'A'.repeat(65), `${'A'.repeat(63)}=`, `${'A'.repeat(63)}\n`])(
    'refuses what is no refresh token: %j',
    async (token) => {
      expect(await reasonOf(issuer.refresh(token, web))).toBe('refresh_token_malformed')
    },
  )

  it('keeps no secret in an error', async () => {
    const { refreshToken } = await granted()
    await issuer.refresh(refreshToken, web)
    const error: unknown = await issuer
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
    const { refreshToken } = await granted()
    const refreshed = issuer.refresh(refreshToken, request as { clientId: string })
    await expect(refreshed).rejects.toThrow(TypeError)
    await expect(refreshed).rejects.toThrow(`"${option}"`)
  })
})

describe('a refresh token that is used twice', () => {
  it('lets one of twenty at once through, and then nobody', async () => {
    const first = await granted()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, async () => issuer.refresh(first.refreshToken, web)),
    )
    const winners = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(winners).toHaveLength(1)
    const next = issuer.refresh(winners[0]?.refreshToken ?? '', web)
    expect(await reasonOf(next)).toBe('refresh_token_revoked')
  })

  it('revokes the grant, withdraws its access tokens, and tells', async () => {
    const messages: unknown[] = []
    const listen = (message: unknown): void => void messages.push(message)
    subscribe('countersign:issuer', listen)
    onTestFinished(() => void unsubscribe('countersign:issuer', listen))

    const first = await granted()
    const second = await issuer.refresh(first.refreshToken, web)
    expect(await reasonOf(issuer.refresh(first.refreshToken, web))).toBe('refresh_token_replayed')
    expect(await reasonOf(issuer.refresh(second.refreshToken, web))).toBe('refresh_token_revoked')
    const { grantId } = first
    const told = { issuer: issuer.issuer, grantId }
    // Past the last access token that the grant can have.
    expect(revocation.revoked[0]).toMatchObject(told)
    expect(revocation.revoked[0]?.expiresAt).toBeGreaterThanOrEqual(clock.now() + 3_600)
    expect(messages).toEqual([
      { event: 'refresh_token_replayed', ...told, clientId: 'web', subject: 'u1' },
    ])
  })

  it('is withdrawn again where that failed the first time', async () => {
    let isAway = true
    const revoked: unknown[] = []
    const list = {
      async revoke(one: unknown): Promise<void> {
        if (isAway) throw new Error('away')
        revoked.push(one)
      },
    }
    issuer = issuerWith({}, { revocation: list })
    const first = await granted()
    const second = await issuer.refresh(first.refreshToken, web)
    await expect(issuer.refresh(first.refreshToken, web)).rejects.toThrow('away')
    isAway = false
    expect(await reasonOf(issuer.refresh(second.refreshToken, web))).toBe('refresh_token_revoked')
    expect(revoked).toEqual([expect.objectContaining({ grantId: first.grantId })])
  })

  it('may be used once more within a retry window, where there is one', async () => {
    issuer = issuerWith({ retryWindow: 10 })
    const first = await granted()
    await issuer.refresh(first.refreshToken, web)
    clock.advance(9)
    const again = await issuer.refresh(first.refreshToken, web)
    await issuer.refresh(again.refreshToken, web)
    const late = await granted()
    await issuer.refresh(late.refreshToken, web)
    clock.advance(10)
    expect(await reasonOf(issuer.refresh(late.refreshToken, web))).toBe('refresh_token_replayed')
  })

  it('keeps to a lifetime that became shorter since it was granted', async () => {
    const store = memoryRefreshTokenStore({ clock })
    const { refreshToken } = await issuerWith({ store }).grant({
      subject: 'u1',
      clientId: 'web',
      lifetime: 3_600,
    })
    const next = await issuerWith({ store }, { maxLifetime: 60, lifetime: 60 }).refresh(
      refreshToken,
      web,
    )
    expect(next.expiresIn).toBe(60)
  })

  it('is not used up by a failure of ours', async () => {
    let isSealed = false
    const keys: KeySource = {
      signingKey() {
        if (isSealed) throw new Error('sealed')
        return key
      },
      publicKeys: () => [key.publicJwk],
    }
    issuer = issuerWith({}, { keys })
    const { refreshToken } = await granted()
    isSealed = true
    await expect(issuer.refresh(refreshToken, web)).rejects.toThrow('sealed')
    isSealed = false
    await issuer.refresh(refreshToken, web)
  })
})

describe('how long a grant lasts', () => {
  it('is a week without use', async () => {
    const first = await granted()
    clock.advance(7 * DAY - 1)
    const second = await issuer.refresh(first.refreshToken, web)
    clock.advance(7 * DAY)
    expect(await reasonOf(issuer.refresh(second.refreshToken, web))).toBe('refresh_token_unknown')
  })

  it('is thirty days, however often it is used', async () => {
    let { refreshToken } = await granted()
    for (let day = 1; day < 30; day++) {
      clock.advance(DAY)
      ;({ refreshToken } = await issuer.refresh(refreshToken, web))
    }
    clock.advance(DAY)
    expect(await reasonOf(issuer.refresh(refreshToken, web))).toBe('refresh_token_unknown')
  })

  it('does not go by a store that forgets late', async () => {
    const lateClock = testClock()
    issuer = issuerWith({ store: memoryRefreshTokenStore({ clock: lateClock }) })
    const { refreshToken } = await granted()
    clock.advance(7 * DAY)
    expect(await reasonOf(issuer.refresh(refreshToken, web))).toBe('refresh_token_unknown')
  })

  it('ends when it is revoked', async () => {
    const { grantId, refreshToken } = await granted()
    expect(await issuer.revokeGrant(grantId)).toBe(true)
    expect(await issuer.revokeGrant(grantId)).toBe(false)
    expect(await issuer.revokeGrant('x')).toBe(false)
    expect(revocation.revoked[0]).toMatchObject({ issuer: issuer.issuer, grantId })
    expect(await reasonOf(issuer.refresh(refreshToken, web))).toBe('refresh_token_revoked')
  })

  it('ends when the list of the verifiers says so', async () => {
    const asked: unknown[] = []
    let answer: unknown = false
    const list = {
      revoke: () => undefined,
      isRevoked(token: unknown): boolean {
        asked.push(token)
        return answer as boolean
      },
    }
    issuer = issuerWith({}, { revocation: list })
    const first = await granted()
    const second = await issuer.refresh(first.refreshToken, web)
    expect(asked).toEqual([
      expect.objectContaining({ subject: 'u1', clientId: 'web', grantId: first.grantId }),
    ])
    // Whatever is no clear no.
    answer = null
    expect(await reasonOf(issuer.refresh(second.refreshToken, web))).toBe('refresh_token_revoked')
    answer = false
    expect(await reasonOf(issuer.refresh(second.refreshToken, web))).toBe('refresh_token_revoked')
  })
})

describe('a grant that is bound to a key', () => {
  it('is refreshed with proof of that key only', async () => {
    const first = await granted({ binding: { jkt: JKT } })
    expect(first.tokenType).toBe('DPoP')
    const { refreshToken } = first
    expect(await reasonOf(issuer.refresh(refreshToken, web))).toBe('binding_missing')
    for (const binding of [{ jkt: OTHER_JKT }, { x5tS256: JKT }]) {
      const other = issuer.refresh(refreshToken, { ...web, binding })
      expect(await reasonOf(other)).toBe('binding_mismatch')
    }
    const second = await issuer.refresh(refreshToken, { ...web, binding: { jkt: JKT } })
    expect((await claimsOf(second))['cnf']).toEqual({ jkt: JKT })
  })

  it('is not revoked by a replay without the key', async () => {
    const binding = { jkt: JKT }
    const first = await granted({ binding })
    const second = await issuer.refresh(first.refreshToken, { ...web, binding })
    const thief = { ...web, binding: { jkt: OTHER_JKT } }
    expect(await reasonOf(issuer.refresh(first.refreshToken, thief))).toBe('binding_mismatch')
    await issuer.refresh(second.refreshToken, { ...web, binding })
  })

  it('needs both keys where it is bound to both', async () => {
    const binding = { jkt: JKT, x5tS256: X5T }
    const { refreshToken } = await granted({ binding })
    for (const one of [{ jkt: JKT }, { x5tS256: X5T }]) {
      const refreshed = issuer.refresh(refreshToken, { ...web, binding: one })
      expect(await reasonOf(refreshed)).toBe('binding_mismatch')
    }
    await issuer.refresh(refreshToken, { ...web, binding })
  })

  it('may change its key where the refresh token is bound to its client', async () => {
    const first = await granted({ binding: { jkt: JKT }, bindRefreshToken: false })
    expect(await reasonOf(issuer.refresh(first.refreshToken, web))).toBe('binding_missing')
    const certificate = { ...web, binding: { x5tS256: X5T } }
    expect(await reasonOf(issuer.refresh(first.refreshToken, certificate))).toBe('binding_mismatch')
    const other = { ...web, binding: { jkt: OTHER_JKT } }
    const second = await issuer.refresh(first.refreshToken, other)
    expect((await claimsOf(second))['cnf']).toEqual({ jkt: OTHER_JKT })
  })

  it('begins with a refresh where a client that had no key proves one', async () => {
    const first = await granted()
    const second = await issuer.refresh(first.refreshToken, { ...web, binding: { jkt: JKT } })
    expect(second.tokenType).toBe('DPoP')
  })
})
