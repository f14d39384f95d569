import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { memoryRefreshTokenStore, type KeySource } from '../../src/index.js'
import { reasonOf, refreshWorld, type RefreshWorld } from '../support/refresh-world.js'
import { testClock } from '../support/test-clock.js'
import { thumbprint } from '../support/thumbprint.js'

const web = { clientId: 'web' }
const DAY = 86_400
const [JKT, OTHER_JKT, X5T] = [thumbprint('key'), thumbprint('other'), thumbprint('certificate')]

let world: RefreshWorld
beforeEach(async () => {
  world = await refreshWorld()
})

describe('a refresh token that is used twice', () => {
  it('lets one of twenty at once through, and then nobody', async () => {
    const first = await world.granted()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, async () => world.issuer.refresh(first.refreshToken, web)),
    )
    const winners = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(winners).toHaveLength(1)
    const next = world.issuer.refresh(winners[0]?.refreshToken ?? '', web)
    expect(await reasonOf(next)).toBe('refresh_token_revoked')
  })

  it('revokes the grant, withdraws its access tokens, and tells', async () => {
    const messages: unknown[] = []
    const listen = (message: unknown): void => void messages.push(message)
    subscribe('countersign:issuer', listen)
    onTestFinished(() => void unsubscribe('countersign:issuer', listen))

    const first = await world.granted()
    const second = await world.issuer.refresh(first.refreshToken, web)
    expect(await reasonOf(world.issuer.refresh(first.refreshToken, web))).toBe(
      'refresh_token_replayed',
    )
    expect(await reasonOf(world.issuer.refresh(second.refreshToken, web))).toBe(
      'refresh_token_revoked',
    )
    const { grantId } = first
    const told = { issuer: world.issuer.issuer, grantId }
    // Past the last access token that the grant can have.
    expect(world.revocation.revoked[0]).toMatchObject(told)
    expect(world.revocation.revoked[0]?.expiresAt).toBeGreaterThanOrEqual(world.clock.now() + 3_600)
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
    world.issuer = world.issuerWith({}, { revocation: list })
    const first = await world.granted()
    const second = await world.issuer.refresh(first.refreshToken, web)
    await expect(world.issuer.refresh(first.refreshToken, web)).rejects.toThrow('away')
    isAway = false
    expect(await reasonOf(world.issuer.refresh(second.refreshToken, web))).toBe(
      'refresh_token_revoked',
    )
    expect(revoked).toEqual([expect.objectContaining({ grantId: first.grantId })])
  })

  it('may be used once more within a retry window, where there is one', async () => {
    world.issuer = world.issuerWith({ retryWindow: 10 })
    const first = await world.granted()
    await world.issuer.refresh(first.refreshToken, web)
    world.clock.advance(9)
    const again = await world.issuer.refresh(first.refreshToken, web)
    await world.issuer.refresh(again.refreshToken, web)
    const late = await world.granted()
    await world.issuer.refresh(late.refreshToken, web)
    world.clock.advance(10)
    expect(await reasonOf(world.issuer.refresh(late.refreshToken, web))).toBe(
      'refresh_token_replayed',
    )
  })

  it('keeps to a lifetime that became shorter since it was granted', async () => {
    const store = memoryRefreshTokenStore({ clock: world.clock })
    const { refreshToken } = await world.issuerWith({ store }).grant({
      subject: 'u1',
      clientId: 'web',
      lifetime: 3_600,
    })
    const next = await world
      .issuerWith({ store }, { maxLifetime: 60, lifetime: 60 })
      .refresh(refreshToken, web)
    expect(next.expiresIn).toBe(60)
  })

  it('is not used up by a failure of ours', async () => {
    let isSealed = false
    const keys: KeySource = {
      signingKey() {
        if (isSealed) throw new Error('sealed')
        return world.key
      },
      publicKeys: () => [world.key.publicJwk],
    }
    world.issuer = world.issuerWith({}, { keys })
    const { refreshToken } = await world.granted()
    isSealed = true
    await expect(world.issuer.refresh(refreshToken, web)).rejects.toThrow('sealed')
    isSealed = false
    await world.issuer.refresh(refreshToken, web)
  })
})

describe('how long a grant lasts', () => {
  it('is a week without use', async () => {
    const first = await world.granted()
    world.clock.advance(7 * DAY - 1)
    const second = await world.issuer.refresh(first.refreshToken, web)
    world.clock.advance(7 * DAY)
    expect(await reasonOf(world.issuer.refresh(second.refreshToken, web))).toBe(
      'refresh_token_unknown',
    )
  })

  it('is thirty days, however often it is used', async () => {
    let { refreshToken } = await world.granted()
    for (let day = 1; day < 30; day++) {
      world.clock.advance(DAY)
      ;({ refreshToken } = await world.issuer.refresh(refreshToken, web))
    }
    world.clock.advance(DAY)
    expect(await reasonOf(world.issuer.refresh(refreshToken, web))).toBe('refresh_token_unknown')
  })

  it('is the longest that its access tokens live, so that a revoked one stays revoked', async () => {
    world.issuer = world.issuerWith({ lifetime: 200, idleLifetime: 100 }, { lifetime: 3_600 })
    const first = await world.granted()
    expect(first.expiresIn).toBe(100)
    world.clock.advance(50)
    const second = await world.issuer.refresh(first.refreshToken, web)
    expect(second.expiresIn).toBe(100)
    world.clock.advance(90)
    const third = await world.issuer.refresh(second.refreshToken, web)
    expect(third.expiresIn).toBe(60)
    await expect(world.granted({ lifetime: 3_601 })).rejects.toThrow('"lifetime"')
  })

  it('does not go by a store that forgets late', async () => {
    const lateClock = testClock()
    world.issuer = world.issuerWith({ store: memoryRefreshTokenStore({ clock: lateClock }) })
    const { refreshToken } = await world.granted()
    world.clock.advance(7 * DAY)
    expect(await reasonOf(world.issuer.refresh(refreshToken, web))).toBe('refresh_token_unknown')
  })

  it('ends when it is revoked', async () => {
    const { grantId, refreshToken } = await world.granted()
    expect(await world.issuer.revokeGrant(grantId)).toBe(true)
    expect(await world.issuer.revokeGrant(grantId)).toBe(false)
    expect(await world.issuer.revokeGrant('x')).toBe(false)
    expect(world.revocation.revoked[0]).toMatchObject({ issuer: world.issuer.issuer, grantId })
    expect(await reasonOf(world.issuer.refresh(refreshToken, web))).toBe('refresh_token_revoked')
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
    world.issuer = world.issuerWith({}, { revocation: list })
    const first = await world.granted()
    const second = await world.issuer.refresh(first.refreshToken, web)
    expect(asked).toEqual([
      expect.objectContaining({ subject: 'u1', clientId: 'web', grantId: first.grantId }),
    ])
    // Whatever is no clear no.
    answer = null
    expect(await reasonOf(world.issuer.refresh(second.refreshToken, web))).toBe(
      'refresh_token_revoked',
    )
    answer = false
    expect(await reasonOf(world.issuer.refresh(second.refreshToken, web))).toBe(
      'refresh_token_revoked',
    )
  })
})

describe('a grant that is bound to a key', () => {
  it('is refreshed with proof of that key only', async () => {
    const first = await world.granted({ binding: { jkt: JKT } })
    expect(first.tokenType).toBe('DPoP')
    const { refreshToken } = first
    expect(await reasonOf(world.issuer.refresh(refreshToken, web))).toBe('binding_missing')
    for (const binding of [{ jkt: OTHER_JKT }, { x5tS256: JKT }]) {
      const other = world.issuer.refresh(refreshToken, { ...web, binding })
      expect(await reasonOf(other)).toBe('binding_mismatch')
    }
    const second = await world.issuer.refresh(refreshToken, { ...web, binding: { jkt: JKT } })
    expect((await world.claimsOf(second))['cnf']).toEqual({ jkt: JKT })
  })

  it('is not revoked by a replay without the key', async () => {
    const binding = { jkt: JKT }
    const first = await world.granted({ binding })
    const second = await world.issuer.refresh(first.refreshToken, { ...web, binding })
    const thief = { ...web, binding: { jkt: OTHER_JKT } }
    expect(await reasonOf(world.issuer.refresh(first.refreshToken, thief))).toBe('binding_mismatch')
    await world.issuer.refresh(second.refreshToken, { ...web, binding })
  })

  it('needs both keys where it is bound to both', async () => {
    const binding = { jkt: JKT, x5tS256: X5T }
    const { refreshToken } = await world.granted({ binding })
    for (const one of [{ jkt: JKT }, { x5tS256: X5T }]) {
      const refreshed = world.issuer.refresh(refreshToken, { ...web, binding: one })
      expect(await reasonOf(refreshed)).toBe('binding_mismatch')
    }
    await world.issuer.refresh(refreshToken, { ...web, binding })
  })

  it('may change its key where the refresh token is bound to its client', async () => {
    const first = await world.granted({ binding: { jkt: JKT }, bindRefreshToken: false })
    expect(await reasonOf(world.issuer.refresh(first.refreshToken, web))).toBe('binding_missing')
    const certificate = { ...web, binding: { x5tS256: X5T } }
    expect(await reasonOf(world.issuer.refresh(first.refreshToken, certificate))).toBe(
      'binding_mismatch',
    )
    const other = { ...web, binding: { jkt: OTHER_JKT } }
    const second = await world.issuer.refresh(first.refreshToken, other)
    expect((await world.claimsOf(second))['cnf']).toEqual({ jkt: OTHER_JKT })
  })

  it('begins with a refresh where a client that had no key proves one', async () => {
    const first = await world.granted()
    const second = await world.issuer.refresh(first.refreshToken, { ...web, binding: { jkt: JKT } })
    expect(second.tokenType).toBe('DPoP')
  })
})
