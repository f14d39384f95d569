import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectInvalidToken, expectNoCredentials, expectSameAnswer } from '../expect.js'
import { refusedRequests } from '../refused-requests.js'
import { eachVariant } from '../variants.js'
import { createClient } from './clients.js'
import {
  expectDpopRefused,
  expectInvalidDpopToken,
  expectInvalidProof,
  schemesOf,
} from './expect.js'
import { bearerOnly, proofsOnly } from './servers.js'

/** RFC 9449 §7.1, §7.2: what clients are told. */
export const challengeCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-37'],
    title: 'offers both schemes to a request without credentials, and blames neither',
    async run(world) {
      const server = await world.server()
      const { proof } = await createClient(world)
      const requests = [{}, { headers: [['DPoP', proof()]] as const }, { path: '/optional/read' }]
      await eachVariant(requests, async (request) => {
        const answer = await server.request(request)
        expectNoCredentials(answer)
        expectDpopRefused(answer, { status: 401, error: undefined })
        assert.deepEqual(schemesOf(answer), ['Bearer', 'DPoP'])
        assert.equal(answer.headers['www-authenticate']?.length, 1, 'on one line')
      })
    },
  },
  {
    ids: ['DPOP-38'],
    title: 'tells an error in the challenge of the scheme that was used',
    async run(world) {
      const server = await world.server()
      const { idp, clock } = world
      const times = { iat: clock.now() - 900, exp: clock.now() - 600 }
      const { request } = await createClient(world, { claims: times })
      const answers = [
        await server.get('/r', await idp.token(times)),
        await server.request(request()),
      ] as const
      expectInvalidToken(answers[0])
      expectInvalidDpopToken(answers[1])
      for (const answer of answers) assert.deepEqual(schemesOf(answer), ['Bearer', 'DPoP'])
    },
  },
  {
    ids: ['DPOP-39'],
    title: 'tells the same algorithms in every DPoP challenge',
    async run(world) {
      const server = await world.server()
      const told = new Set<string | undefined>()
      await eachVariant(await refusedRequests(world), async ({ request }) => {
        const { challenges } = await server.request(request)
        const dpop = challenges.filter(({ scheme }) => scheme === 'DPoP')
        assert.equal(dpop.length, 1)
        told.add(dpop[0]?.params['algs'])
      })
      assert.equal(told.size, 1)
    },
  },
  {
    ids: ['DPOP-40'],
    title: 'answers every bad proof with 401, and all of them alike',
    async run(world) {
      const server = await world.server()
      const { proof, send, request } = await createClient(world)
      const used = request()
      await server.request(used)
      const bad = [
        send([]),
        send('x'),
        send([proof(), proof()]),
        send(proof({ header: { typ: 'JWT' } })),
        send(proof({ header: { jwk: {} } })),
        send(proof({ claims: { htu: 'https://other.example/r' } })),
        send(proof({ claims: { iat: 0 } })),
        send(proof({ claims: { ath: 'x' } })),
        send(`${proof().slice(0, -4)}AAAA`),
        used,
      ]
      const first = await server.request(send(''))
      await eachVariant(
        bad,
        async (init) => {
          const answer = await server.request(init)
          expectInvalidProof(answer)
          expectSameAnswer(answer, first)
        },
        ({ headers = [] }) => String(headers.at(-1)?.[1]),
      )
    },
  },
  {
    ids: ['HTTP-09'],
    title: 'answers the scheme that a server does not offer with the challenge of the other',
    async run(world) {
      const { request, token } = await createClient(world)
      const bearer = await world.server(bearerOnly)
      await eachVariant([request(), request({ path: '/optional' })], async (init) => {
        const answer = await bearer.request(init)
        expectNoCredentials(answer)
        assert.deepEqual(schemesOf(answer), ['Bearer'])
      })
      const dpop = await world.server(proofsOnly)
      const unbound = await world.idp.token()
      await eachVariant(['/r', '/optional'], (path) =>
        eachVariant([unbound, token, 'abc'], async (presented) => {
          const answer = await dpop.get(path, presented)
          expectDpopRefused(answer, { status: 401, error: undefined })
          assert.deepEqual(schemesOf(answer), ['DPoP'])
        }),
      )
    },
  },
]
