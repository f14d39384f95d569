import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { createClient, strangerOf } from '../dpop/clients.js'
import { expectDpopRefused } from '../dpop/expect.js'
import { expectAccepted, expectForbidden, expectInvalidToken, expectRefused } from '../expect.js'
import { certificates, overTls } from '../mtls/certificates.js'
import { eachVariant } from '../variants.js'
import { introspecting, OPAQUE, questionAbout, sendOpaque } from './setup.js'

const detail = { type: 'account', actions: ['read'], identifier: '1' }

/** What is enforced of an opaque token: the same as of a JWT. */
export const withTokenCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-55'],
    title: 'enforces the key that the answer binds a token to, whatever it calls the token',
    async run(world) {
      const { idp } = world
      const server = await world.server(OPAQUE)
      const { key } = await createClient(world)
      const invalidToken = { status: 401, error: 'invalid_token' } as const
      await eachVariant(['DPoP', 'Bearer', undefined], async (type) => {
        const cnf = { jkt: key.thumbprint }
        const token = idp.introspection.issue({ cnf, token_type: type })
        const client = await createClient(world, { token })
        const stranger = await createClient(world, { token, key: await strangerOf(world) })
        expectInvalidToken(await server.get('/r', token))
        expectDpopRefused(await server.request(stranger.request()), invalidToken)
        expectAccepted(await server.request(client.request()))

        const other = idp.introspection.issue({ cnf })
        const { request } = await createClient(world, { token: other })
        const { headers, body } = await questionAbout(idp, () => server.request(request()))
        assert.equal(headers['dpop'], undefined, 'a proof went to the provider')
        assert.ok(!body.includes('proof'))
      })
      const odd = [{}, { kid: 'k' }, { jkt: 'x' }, null]
      await eachVariant(odd, async (cnf) => expectInvalidToken(await sendOpaque(world, { cnf })))
    },
  },
  {
    ids: ['MTLS-09'],
    title: 'enforces the certificate that the answer binds a token to',
    async run(world) {
      const { idp, core } = world
      const { client, other } = await certificates(world)
      const server = await world.server({
        ...overTls,
        key: 'introspect+mtls',
        options: { ...introspecting(idp), certificate: core.tlsCertificate() },
      })
      const token = idp.introspection.issue({ cnf: { 'x5t#S256': client.thumbprint } })
      expectInvalidToken(await server.request({ token, certificate: other }))
      expectInvalidToken(await server.request({ token }))
      expectAccepted(await server.request({ token, certificate: client }))
    },
  },
  {
    ids: ['STEP-08'],
    title: 'goes by acr and auth_time of the answer',
    async run(world) {
      const now = world.clock.now()
      expectAccepted(await sendOpaque(world, { acr: 'urn:mfa', auth_time: now - 10 }, '/su'))
      const weak = [
        { acr: 'urn:low', auth_time: now - 9999 },
        {},
        { token: { acr: 'urn:mfa', auth_time: now } },
      ]
      await eachVariant(weak, async (claims) => {
        expectRefused(await sendOpaque(world, claims, '/su'), {
          status: 401,
          error: 'insufficient_user_authentication',
          params: { acr_values: 'urn:mfa urn:phr', max_age: '300' },
        })
      })
    },
  },
  {
    ids: ['RAR-06'],
    title: 'decides by the authorization details of the answer as by those of a JWT',
    async run(world) {
      const send = (details: unknown) =>
        sendOpaque(world, { authorization_details: details }, '/rar/acct/1')
      expectAccepted(await send([detail]))
      const others = [[{ ...detail, identifier: '2' }], [{ ...detail, limitedTo: 'x' }], []]
      await eachVariant([...others, undefined], async (details) =>
        expectForbidden(await send(details)),
      )
      const malformed = [{}, 'x', [1], [{ type: 1 }], detail, null]
      await eachVariant(malformed, async (details) => expectInvalidToken(await send(details)))
    },
  },
]
