import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectForbidden, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import { createClient } from './clients.js'
import { expectDpopRefused, schemesOf } from './expect.js'

/** RFC 9449 §7.1, RFC 9470 §6.2: what policies refuse. */
export const policyCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-41'],
    title: 'answers a missing scope in the DPoP challenge',
    async run(world) {
      const server = await world.server()
      const { request, token } = await createClient(world, { claims: { scope: 'read' } })
      const write = { params: { scope: 'write' } }
      const expected = { status: 403, error: 'insufficient_scope' } as const
      await eachVariant(['/r/write', '/r/both'], async (path) => {
        const answer = await server.request(request({ path }))
        expectDpopRefused(answer, { ...expected, ...write })
        assert.deepEqual(schemesOf(answer), ['Bearer', 'DPoP'])
      })
      expectDpopRefused(await server.request(request({ path: '/rar/acct/1' })), expected)
      expectInvalidToken(await server.get('/r/write', token))
      const unbound = await world.idp.token({ scope: 'read' })
      expectForbidden(await server.get('/r/write', unbound), 'write')
    },
  },
  {
    ids: ['STEP-08'],
    title: 'asks for a stronger authentication in the DPoP challenge',
    async run(world) {
      const server = await world.server()
      const { clock } = world
      const claims = { acr: 'urn:low', auth_time: clock.now() - 9999 }
      const { request } = await createClient(world, { claims })
      const error = 'insufficient_user_authentication'
      const params = { acr_values: 'urn:mfa urn:phr', max_age: '300' }
      const expected = { status: 401, error, params } as const
      expectDpopRefused(await server.request(request({ path: '/su' })), expected)
      const both = { ...params, scope: 'write' }
      const answer = await server.request(request({ path: '/su/scope' }))
      expectDpopRefused(answer, { ...expected, params: both })
    },
  },
]
