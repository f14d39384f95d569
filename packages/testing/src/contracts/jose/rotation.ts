import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { onceRefused } from '../polling.js'

/** RFC 9068 §4: keys come from the authorization server, and change. */
export const rotationCases: readonly ContractCase[] = [
  {
    ids: ['AT-11'],
    title: 'follows a new key at its first token, and a withdrawn one at the next refresh',
    async run(world) {
      const { clock } = world
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'rotation', options: { issuer: idp.issuer } })
      expectAccepted(await server.get('/r', await idp.token()))
      assert.equal(idp.requestCount('jwks'), 1)

      await idp.addKey('ES256')
      expectAccepted(await server.get('/r', await idp.token({}, { key: 'es2' })))
      expectAccepted(await server.get('/r', await idp.token({}, { key: 'es2' })))
      assert.equal(idp.requestCount('jwks'), 2)

      idp.removeKey('es1')
      // Keys are fetched again after ten minutes.
      clock.advance(601)
      expectInvalidToken(await onceRefused(server, await idp.token({}, { key: 'es1' })))
      expectAccepted(await server.get('/r', await idp.token({}, { key: 'es2' })))
    },
  },
]
