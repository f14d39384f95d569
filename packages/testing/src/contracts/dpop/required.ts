import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { fixtureRoutes } from '../fixture-routes.js'
import { eachVariant } from '../variants.js'
import type { ContractRequest, HeaderPair } from '../world.js'
import { createClient } from './clients.js'
import {
  expectDpopRefused,
  expectInvalidDpopToken,
  expectInvalidProof,
  schemesOf,
} from './expect.js'
import { proofsOnly } from './servers.js'

const UPGRADE: readonly HeaderPair[] = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
]

/** RFC 9449 §7.1, RFC 9700 §2.2.1: no tokens but those that are bound to a key. */
export const requiredCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-36'],
    title: 'offers nothing but DPoP where that is required, and finds no error with Bearer',
    async run(world) {
      const server = await world.server(proofsOnly)
      const { token, proof, request } = await createClient(world)
      const requests: ContractRequest[] = [
        {},
        { token: await world.idp.token() },
        { token },
        { token, headers: [['DPoP', proof()]] },
        { path: `/r?access_token=${token}` },
        { headers: [['Authorization', 'Basic dTpw']] },
      ]
      await eachVariant(requests, async (init) => {
        const answer = await server.request(init)
        expectDpopRefused(answer, { status: 401, error: undefined })
        assert.deepEqual(schemesOf(answer), ['DPoP'])
      })
      expectAccepted(await server.request(request()))
    },
  },
  {
    ids: ['DPOP-36'],
    title: 'refuses unbound tokens, bad tokens and bad proofs in the one challenge that is left',
    async run(world) {
      const server = await world.server(proofsOnly)
      const { request, send } = await createClient(world)
      const unbound = await createClient(world, { token: await world.idp.token() })
      expectInvalidDpopToken(await server.request(unbound.request()))
      expectInvalidProof(await server.request(send([])))
      const answer = await server.request(request({ path: '/r/write' }))
      expectDpopRefused(answer, { status: 403, error: 'insufficient_scope' })
      assert.deepEqual(schemesOf(answer), ['DPoP'])
    },
  },
  {
    ids: ['SEC-05'],
    title: 'takes bearer tokens at no route at all',
    async run(world) {
      const server = await world.server(proofsOnly)
      const { token } = await createClient(world)
      const tokens = [await world.idp.token({ scope: 'read write admin' }), token]
      const paths = fixtureRoutes(world.core).map(({ path }) => path.replace(':id', '1'))
      const requests = [...new Set([...paths, '/none', '/r/', '/R', '/static/x.js'])].flatMap(
        (path) =>
          ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH'].map((method) => ({
            path,
            method,
          })),
      )
      const upgrades = paths.map((path) => ({ path, headers: UPGRADE }))
      await eachVariant([...requests, ...upgrades], (init) =>
        eachVariant(
          tokens,
          async (bearer) => {
            const { status, body } = await server.request({ ...init, token: bearer })
            // A CORS middleware answers OPTIONS by itself, with nothing in it.
            assert.ok([204, 400, 401, 404, 405].includes(status), `answered ${status}`)
            assert.doesNotMatch(body, /u1|anonymous/)
          },
          () => 'some token',
        ),
      )
      const routes = fixtureRoutes(world.core).map(({ method, path }) => ({
        method: method.toUpperCase(),
        path: path.replace(':id', '1'),
      }))
      await eachVariant(routes, async (init) => {
        const answer = await server.request({ ...init, token: tokens[0] ?? '' })
        expectDpopRefused(answer, { status: 401, error: undefined })
      })
      expectAccepted(await server.get('/open'))
    },
  },
]
