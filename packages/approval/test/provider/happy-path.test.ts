import { decodeJwt, decodeProtectedHeader } from 'jose'
import * as openid from 'openid-client'
import { describe, expect, it } from 'vitest'
import { cryptoKey } from './support/crypto-key.js'
import { verified } from './support/verified.js'
import { ORDERS, world } from './support/world.js'

describe('a client of openid-client', () => {
  it('asks, polls, and gets a token that an API takes', async () => {
    const { issuer, app, approve } = await world()
    const config = await openid.discovery(
      new URL(issuer),
      'app',
      undefined,
      openid.PrivateKeyJwt(await cryptoKey(app.key.privateKey)),
      { execute: [openid.allowInsecureRequests] },
    )
    const keyPair = await openid.randomDPoPKeyPair('ES256', { extractable: true })
    const DPoP = openid.getDPoPHandle(config, keyPair)
    const asked = await openid.initiateBackchannelAuthentication(config, {
      scope: 'openid orders:read orders:write',
      resource: ORDERS,
      login_hint: 'alice',
      binding_message: 'Order 17',
    })
    expect(asked).toMatchObject({ expires_in: 120, interval: 5 })
    const approvalId = await approve({ scopes: ['orders:read'], lifetime: 60 })

    const tokens = await openid.pollBackchannelAuthenticationGrant(
      config,
      { ...asked, interval: 0.01 },
      undefined,
      {
        DPoP,
      },
    )

    expect(tokens).toMatchObject({ token_type: 'dpop', expires_in: 60, scope: 'orders:read' })
    expect(tokens.claims()).toMatchObject({ iss: issuer, aud: 'app', sub: 'u-alice', acr: 'phr' })
    expect(decodeProtectedHeader(tokens.access_token).typ).toBe('at+jwt')
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      aud: ORDERS,
      sub: 'u-alice',
      client_id: 'app',
      scope: 'orders:read',
      approval_id: approvalId,
      grant_id: approvalId,
      acr: 'phr',
      amr: ['pop', 'user', 'mfa'],
      auth_time: expect.any(Number),
    })
    expect(tokens.refresh_token).toBeUndefined()
  })

  it('gets what the verifier of @countersign/core takes, found by discovery', async () => {
    const { issuer, app, approve } = await world()
    const { json: asked } = await app.ask()
    const id = await approve()
    const { json: tokens } = await app.poll(asked['auth_req_id'])
    expect(await verified(issuer, app, tokens['access_token'])).toMatchObject({
      subject: 'u-alice',
      clientId: 'app',
      claims: { grant_id: id, approval_id: id },
    })
  })
})
