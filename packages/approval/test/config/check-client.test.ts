import { ConfigError } from '@countersign/core'
import { describe, expect, it } from 'vitest'
import type { ApprovalClient } from '../../src/client.js'
import { checkClient } from '../../src/config/check-client.js'
import { clientRegister } from '../../src/config/client-register.js'

const keys = { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }] }
const SHOP: ApprovalClient = {
  clientId: 'shop',
  name: 'The Shop',
  authentication: { method: 'private_key_jwt', keys },
  scopes: ['photos:read'],
}

/** A client as somebody without a compiler would write it. */
const withMembers = (members: object): ApprovalClient => ({ ...SHOP, ...members })

describe('a client', () => {
  const full = withMembers({
    verified: true,
    website: 'https://shop.example.com/',
    logo: { type: 'image/png', data: new Uint8Array(10) },
    resources: ['https://photos.example.com'],
    delivery: { mode: 'ping', endpoint: 'https://shop.example.com/ping' },
    userCode: false,
    refreshTokens: true,
    signedRequests: 'ES256',
  })
  const byCertificate = withMembers({ authentication: { method: 'tls', subjectDn: 'CN=shop' } })
  it.each([
    ['as little as it needs', SHOP],
    ['all there is', full],
    ['a certificate', byCertificate],
  ])('is taken with %s', (_what, client) => {
    expect(() => checkClient('client', client)).not.toThrow()
  })

  const privateJwk = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', d: 'AA' }
  it.each([
    ['clientId', { clientId: '' }],
    ['clientId', { clientId: 'a b' }],
    ['clientId', { clientId: 'x'.repeat(256) }],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(81) }],
    ['name', { name: 'Bank \u202EtenretnI' }],
    ['name', { name: '\u200B' }],
    ['name', { name: 'The Shop\nverified' }],
    ['verified', { verified: 'yes' }],
    ['website', { website: 'javascript:alert(1)' }],
    ['website', { website: 'http://shop.example.com' }],
    ['website', { website: 'https://\u0440\u0430\u0443\u0440\u0430l.com/' }],
    ['website', { website: ' https://shop.example.com\t' }],
    ['website', { website: 'https://a@shop.example.com' }],
    ['logo.type', { logo: { type: 'image/svg+xml', data: new Uint8Array(1) } }],
    ['logo.data', { logo: { type: 'image/png', data: new Uint8Array(65_537) } }],
    ['logo.data', { logo: { type: 'image/png', data: 'https://shop.example.com/logo.png' } }],
    ['authentication', { authentication: undefined }],
    ['authentication.method', { authentication: { method: 'client_secret_basic' } }],
    ['authentication.keys', { authentication: { method: 'private_key_jwt', keys: { keys: [] } } }],
    [
      'authentication.keys',
      { authentication: { method: 'private_key_jwt', keys: { keys: [privateJwk] } } },
    ],
    [
      'authentication.keys',
      { authentication: { method: 'private_key_jwt', keys: new URL('http://shop.example.com') } },
    ],
    ['authentication.subjectDn', { authentication: { method: 'tls', subjectDn: '' } }],
    ['scopes', { scopes: [] }],
    ['scopes', { scopes: ['openid'] }],
    ['scopes', { scopes: ['offline_access'] }],
    ['scopes', { scopes: ['a b'] }],
    ['resources', { resources: [] }],
    ['delivery.mode', { delivery: { mode: 'push' } }],
    ['delivery.endpoint', { delivery: { mode: 'ping', endpoint: 'http://shop.example.com' } }],
    ['signedRequests', { signedRequests: 'none' }],
    ['clientSecret', { clientSecret: 'hush' }],
  ])('is refused for a wrong %s, which is named', (member, members) => {
    const check = (): void => checkClient('client', withMembers(members))
    expect(check).toThrow(ConfigError)
    expect(check).toThrow(`client.${member}`)
  })
})

describe('the clients', () => {
  it('are found by their whole id, and no other', async () => {
    const find = clientRegister([SHOP])
    expect(await find('shop')).toBe(SHOP)
    expect(await find('Shop')).toBeUndefined()
    expect(await find('__proto__')).toBeUndefined()
  })

  it('have ids of their own', () => {
    expect(() => clientRegister([SHOP, SHOP])).toThrow('clients[1].clientId')
  })

  it('of a lookup are checked each time, and have to be those that were asked for', async () => {
    const found = new Map([
      ['shop', SHOP],
      ['SHOP', SHOP],
      ['bad', withMembers({ clientId: 'bad', scopes: [] })],
    ])
    const find = clientRegister((id) => found.get(id))
    expect(await find('shop')).toBe(SHOP)
    expect(await find('none')).toBeUndefined()
    await expect(find('SHOP')).rejects.toThrow(ConfigError)
    await expect(find('bad')).rejects.toThrow('clients().scopes')
  })
})
