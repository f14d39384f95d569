import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CreateIssuerOptions } from '../../src/index.js'
import { issuerWorld, type IssuerWorld } from '../support/issuer-world.js'
import { basic, postForm } from '../support/post-form.js'

let world: IssuerWorld

async function start(changes: Partial<CreateIssuerOptions> = {}): Promise<void> {
  await world?.close()
  world = await issuerWorld(changes)
}
beforeEach(async () => start())
afterEach(async () => world.close())

async function revoke(client: string, form: Readonly<Record<string, string>>): Promise<unknown> {
  const url = `${world.issuer.issuer}/revoke`
  const answer =
    client === 'app'
      ? await postForm(url, { ...form, client_id: 'app' })
      : await postForm(url, form, basic(client, world.secret))
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return answer.status === 200 ? 200 : answer.json['error']
}

const granted = async (clientId: string) => world.issuer.grant({ subject: 'u1', clientId })

describe('revocation', () => {
  it.each(['web', 'app'])('ends a grant by its refresh token: %s', async (clientId) => {
    const { refreshToken: token, grantId } = await granted(clientId)
    expect(await revoke(clientId, { token, token_type_hint: 'access_token' })).toBe(200)
    await expect(world.issuer.refresh(token, { clientId })).rejects.toMatchObject({
      reason: 'refresh_token_revoked',
    })
    expect(world.revocation.revoked[0]).toMatchObject({ grantId })
    // There is nothing left to do, and no more to learn.
    expect(await revoke(clientId, { token })).toBe(200)
  })

  it('withdraws an access token', async () => {
    const token = await world.issuer.issue({ subject: 'u1', clientId: 'web' })
    const { jti, exp } = await world.claims(token)
    expect(await revoke('web', { token, token_type_hint: 'refresh_token' })).toBe(200)
    expect(world.revocation.revoked).toEqual([
      { issuer: world.issuer.issuer, tokenId: jti, expiresAt: exp },
    ])
  })

  it('has nothing to do for what is not known', async () => {
    const expired = await world.issuer.issue({ subject: 'u1', clientId: 'web', lifetime: 1 })
    world.clock.advance(1)
    for (const token of [expired, 'x', 'A'.repeat(64), `${expired}x`]) {
      expect(await revoke('web', { token })).toBe(200)
    }
    expect(world.revocation.revoked).toEqual([])
  })

  it('leaves the tokens of other clients alone', async () => {
    const { refreshToken, accessToken } = await granted('web')
    for (const token of [refreshToken, accessToken]) {
      for (const client of ['other', 'app', 'service']) {
        expect(await revoke(client, { token })).toBe('invalid_request')
      }
    }
    expect(world.revocation.revoked).toEqual([])
    await world.issuer.refresh(refreshToken, { clientId: 'web' })
  })

  it('wants a token, and a client', async () => {
    expect(await revoke('web', {})).toBe('invalid_request')
    const url = `${world.issuer.issuer}/revoke`
    const { refreshToken: token } = await granted('web')
    for (const headers of [{}, basic('web', 'x'.repeat(32))]) {
      expect((await postForm(url, { token }, headers)).status).toBe(401)
    }
    expect((await postForm(url, { token, client_id: 'web' })).status).toBe(401)
  })

  it('says which tokens it cannot revoke', async () => {
    expect(await revoke('web', { token: 'a.b.c.d.e' })).toBe('unsupported_token_type')
    await start({ revocation: undefined } as object)
    const token = await world.issuer.issue({ subject: 'u1', clientId: 'web' })
    expect(await revoke('web', { token })).toBe('unsupported_token_type')
  })

  it('is a 503 where the list cannot be told', async () => {
    await start({ revocation: { revoke: async () => Promise.reject(new Error('away')) } })
    const { refreshToken, accessToken } = await granted('web')
    for (const token of [refreshToken, accessToken]) {
      expect(await revoke('web', { token })).toBe('temporarily_unavailable')
    }
  })
})
