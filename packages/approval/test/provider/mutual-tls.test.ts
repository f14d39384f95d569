import { tlsCertificate, forwardedCertificate } from '@countersign/core'
import { generateSigningKey } from '@countersign/issuer'
import { createTestCertificate, type TestCertificate } from '@countersign/testing'
import { decodeJwt, type JWK } from 'jose'
import { createPublicKey } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { CIBA_GRANT } from './support/test-client.js'
import { tlsGet, tlsPost } from './support/tls-post.js'
import { ORDERS, world, type World, type WorldOptions } from './support/world.js'
import type { ClientAuthentication } from '../../src/index.js'

let server: TestCertificate
let till: TestCertificate
let stranger: TestCertificate

beforeAll(async () => {
  server = await createTestCertificate({ commonName: 'server' })
  till = await createTestCertificate({ commonName: 'till' })
  stranger = await createTestCertificate({ commonName: 'till' })
})

/** A server that asks for certificates, and trusts that of the till. */
async function served(
  authentication: ClientAuthentication,
  settings: WorldOptions['settings'] = { certificate: tlsCertificate() },
): Promise<World> {
  const { certificate: cert, privateKey: key } = server
  return world({
    tls: { cert, key, ca: [till.certificate], requestCert: true, rejectUnauthorized: false },
    settings,
    client: { authentication },
  })
}

const ASK = { client_id: 'app', scope: 'openid orders:read', resource: ORDERS, login_hint: 'alice' }

async function ask({ issuer }: World, certificate: TestCertificate | undefined, headers = {}) {
  const { status, json } = await tlsPost(`${issuer}/backchannel`, ASK, server, certificate, headers)
  return { status, error: json['error'], id: json['auth_req_id'] }
}

async function poll({ issuer }: World, id: unknown, certificate: TestCertificate | undefined) {
  const params = { client_id: 'app', grant_type: CIBA_GRANT, auth_req_id: String(id) }
  return tlsPost(`${issuer}/token`, params, server, certificate)
}

function jwkOf({ key }: TestCertificate): JWK {
  return createPublicKey(key).export({ format: 'jwk' })
}

const broken = (): undefined => {
  throw new Error('no certificates today')
}

describe('a client with a certificate', () => {
  it('of an authority and a subject gets tokens that are bound to it', async () => {
    const here = await served({ method: 'tls', subjectDn: 'CN=till' })
    const { status, id } = await ask(here, till)
    expect(status).toBe(200)
    await here.approve()
    const { json } = await poll(here, id, till)
    expect(json).toMatchObject({ token_type: 'Bearer' })
    expect(decodeJwt(String(json['access_token']))['cnf']).toEqual({ 'x5t#S256': till.thumbprint })
  })

  it.each([
    ['of another subject', 'CN=cashier', () => till],
    ['that nobody trusts', 'CN=till', () => stranger],
    ['that is missing', 'CN=till', () => undefined],
    ['of a longer subject', 'CN=till,O=Example', () => till],
    ['whose registered name is a part of it', 'CN=til', () => till],
  ])('%s is refused', async (_what, subjectDn, certificate) => {
    const here = await served({ method: 'tls', subjectDn })
    expect(await ask(here, certificate())).toMatchObject({ status: 401, error: 'invalid_client' })
  })

  it('needs it for the token, too', async () => {
    const here = await served({ method: 'tls', subjectDn: 'CN=till' })
    const { id } = await ask(here, till)
    await here.approve()
    expect((await poll(here, id, undefined)).status).toBe(401)
    expect((await poll(here, id, stranger)).status).toBe(401)
    expect((await poll(here, id, till)).status).toBe(200)
  })

  it('may sign it by itself, and renew it, if the key is registered', async () => {
    const keys = { keys: [jwkOf(stranger)] }
    const here = await served({ method: 'self_signed_tls', keys })
    const { status, id } = await ask(here, stranger)
    expect(status).toBe(200)
    await here.approve()
    const renewed = await createTestCertificate({ commonName: 'renewed', key: stranger.key })
    const { json } = await poll(here, id, renewed)
    expect(decodeJwt(String(json['access_token']))['cnf']).toEqual({
      'x5t#S256': renewed.thumbprint,
    })
  })

  it('that it has signed by itself with another key is refused', async () => {
    const keys = { keys: [jwkOf(till), (await generateSigningKey()).publicJwk] }
    const here = await served({ method: 'self_signed_tls', keys })
    expect(await ask(here, stranger)).toMatchObject({ status: 401, error: 'invalid_client' })
    expect(await ask(here, undefined)).toMatchObject({ status: 401, error: 'invalid_client' })
  })

  it('may be known by a header of a proxy that is trusted, and of no other', async () => {
    const header = { 'client-cert': `:${till.der.toString('base64')}:` }
    const trusted = forwardedCertificate({ trustedProxies: ['127.0.0.1', '::1'] })
    const subject = { method: 'tls', subjectDn: 'CN=till' } as const
    const here = await served(subject, { certificate: trusted })
    expect((await ask(here, undefined, header)).status).toBe(200)
    const other = forwardedCertificate({ trustedProxies: '10.0.0.7' })
    const there = await served(subject, { certificate: other })
    expect((await ask(there, undefined, header)).status).toBe(401)
  })

  it('is told 503 where certificates cannot be read', async () => {
    const here = await served({ method: 'tls', subjectDn: 'CN=till' }, { certificate: broken })
    expect(await ask(here, till)).toMatchObject({ status: 503, error: 'temporarily_unavailable' })
  })

  it('finds that in the metadata', async () => {
    const { issuer } = await served({ method: 'tls', subjectDn: 'CN=till' })
    const { json } = await tlsGet(`${issuer}/.well-known/openid-configuration`, server)
    expect(json).toMatchObject({
      tls_client_certificate_bound_access_tokens: true,
      token_endpoint_auth_methods_supported: [
        'private_key_jwt',
        'tls_client_auth',
        'self_signed_tls_client_auth',
      ],
    })
  })
})
