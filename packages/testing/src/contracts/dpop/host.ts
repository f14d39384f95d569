import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectRefused } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { Answer, ContractRequest, HeaderPair, ServerSetup } from '../world.js'
import { createClient } from './clients.js'
import { expectInvalidProof } from './expect.js'

const trusting: ServerSetup = { key: 'DPoP behind a proxy', trustProxy: true }

const everyPath: ServerSetup = {
  key: 'DPoP on many paths',
  routes: () =>
    ['/', '/r', '/:a', '/:a/r', '/:a/:b/r'].map((path) => ({
      method: 'get' as const,
      path,
      policies: [],
    })),
}

const EVIL = 'https://evil.example/r'

/** Everything by which a request can say which host it is for. */
const forged: readonly ContractRequest[] = [
  { host: 'evil.example' },
  { target: EVIL },
  { target: 'http://evil.example/r', host: 'evil.example' },
  { headers: [['X-Forwarded-Host', 'evil.example']] },
  {
    headers: [
      ['X-Forwarded-Host', 'evil.example'],
      ['X-Forwarded-Proto', 'https'],
      ['X-Forwarded-Port', '443'],
    ],
  },
  { headers: [['Forwarded', 'host=evil.example;proto=https']] },
  { headers: [['X-Original-Host', 'evil.example']] },
  { headers: [['X-Forwarded-Server', 'evil.example']], host: 'evil.example' },
]

// Up to the question mark it could be another URL, and the path that follows a query of it.
const smuggling = [
  'rs.example/r?',
  'rs.example/r#',
  'rs.example/r',
  'rs.example/x?',
  'rs.example\\r?',
  'rs.example?',
  'rs.example#',
  'u@rs.example',
  'https://rs.example/r?',
]

// Absolute forms that routers cut in different places, and proofs for what one of them might make of it.
const cutElsewhere = [
  ['http://x?y/r', '/'],
  ['http://x#y/r', '/'],
  ['http://a:b/r', '/r'],
  ['http://a:b/r', '/:b/r'],
  ['http://a;/r', '/r'],
  ["http://a'/r", '/r'],
  ['http://a%/r', '/r'],
  ['http://u@a/r', '/r'],
  ['http://a@/r', '/r'],
  ['http:///r', '/r'],
  ['http://e\\r', '/'],
  ['http://e\\x/r', '/r'],
  ['HTTP://x/r', '/HTTP://x/r'],
] as const

/** RFC 9449 §4.3 #9, RFC 9700 §4.13: nothing that a request says of its host is believed. */
export const hostCases: readonly ContractCase[] = [
  {
    ids: ['DPOP-19', 'ATK-95'],
    title: 'goes by the configured origin, and not by a host that the request names',
    run: (world) =>
      eachVariant([undefined, trusting], async (setup) => {
        const server = await world.server(setup)
        const { request } = await createClient(world)
        await eachVariant(forged, async (init) => {
          const proto = setup ? [['X-Forwarded-Proto', 'https'] as const] : []
          const sent = { ...init, headers: [...proto, ...(init.headers ?? [])] }
          await eachVariant([EVIL, EVIL.replace('https', 'http')], async (url) => {
            expectInvalidProof(await server.request(request(sent, { url })))
          })
          expectAccepted(await server.request(request(sent)))
        })
        // Nor by where it listens.
        expectInvalidProof(await server.request(request({}, { url: `${server.url}/r` })))
      }),
  },
  {
    ids: ['DPOP-20', 'ATK-95'],
    title: 'lets no Host carry the path of another proof',
    run: (world) =>
      eachVariant([undefined, trusting], async (setup) => {
        const server = await world.server(setup)
        const { proof, send } = await createClient(world, { claims: { scope: 'admin' } })
        await eachVariant(smuggling, async (host) => {
          expectMalformed(await server.request(send(proof(), { path: '/admin', host })))
          const headers: HeaderPair[] = [['X-Forwarded-Host', host]]
          expectInvalidProof(await server.request(send(proof(), { path: '/admin', headers })))
        })
      }),
  },
  {
    ids: ['DPOP-20', 'ATK-95'],
    title: 'serves no request-target that a router might read as another URL',
    async run(world) {
      const server = await world.server(everyPath)
      await eachVariant(cutElsewhere, async ([target, proven]) => {
        const { request } = await createClient(world)
        const url = world.audience + proven
        const { status } = await server.request(request({ target }, { url }))
        assert.ok([400, 401, 404].includes(status), `answered ${status}`)
      })
    },
  },
  {
    ids: ['DPOP-21'],
    title: 'takes the external URL behind a proxy that ends TLS',
    async run(world) {
      const server = await world.server(trusting)
      const { request } = await createClient(world)
      const headers: HeaderPair[] = [
        ['X-Forwarded-For', '203.0.113.9'],
        ['X-Forwarded-Proto', 'https'],
        ['X-Forwarded-Host', 'rs.example'],
      ]
      const behind = { headers, host: 'internal:8080' }
      expectAccepted(await server.request(request(behind)))
      expectInvalidProof(await server.request(request(behind, { url: 'https://internal:8080/r' })))
      expectInvalidProof(await server.request(request(behind, { url: 'http://rs.example/r' })))
      const prefixed = { headers: [...headers, ['X-Forwarded-Prefix', '/v1'] as const] }
      expectAccepted(await server.request(request(prefixed)))
      expectInvalidProof(
        await server.request(request(prefixed, { url: 'https://rs.example/v1/r' })),
      )
    },
  },
  {
    ids: ['HTTP-14'],
    title: 'refuses a request with two Host fields, or one that is no host',
    async run(world) {
      const server = await world.server()
      const client = await createClient(world)
      const token = await world.idp.token()
      const hosts = ['rs.example/x?', 'a b', '', 'rs.example:x', '[::1', '<x>', 'a\u{e9}']
      const odd: ContractRequest[] = [
        ...hosts.map((host) => ({ host })),
        ...[
          ['rs.example', 'rs.example'],
          ['rs.example', 'evil.example'],
          ['', 'rs.example'],
        ].map((two) => ({ headers: two.map((host) => ['Host', host] as const) })),
        { host: false },
      ]
      await eachVariant(odd, async (init) => {
        const requests = [client.request(init), { ...init, token }, init]
        await eachVariant(
          requests,
          async (request) => expectMalformed(await server.request(request)),
          () => 'with some credentials',
        )
        expectMalformed(await server.request({ ...init, path: '/optional' }))
      })
      const good = ['rs.example', 'RS.example:443', '127.0.0.1', '[2001:db8::1]:443', 'localhost']
      await eachVariant(good, async (host) => {
        expectAccepted(await server.request(client.request({ host })))
      })
    },
  },
]

/** 400: from Node itself, from the framework, or from us with `invalid_request`. */
function expectMalformed(answer: Answer): void {
  assert.equal(answer.status, 400)
  if (answer.challenges.length > 0) {
    expectRefused(answer, { status: 400, error: 'invalid_request' })
  }
}
