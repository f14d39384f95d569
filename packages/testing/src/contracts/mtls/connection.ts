import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectForbidden, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import { behindProxy, boundTo, certificates, forwarded, overTls } from './certificates.js'

/** RFC 8705 §3: the certificate of the connection. */
export const connectionCases: readonly ContractCase[] = [
  {
    ids: ['MTLS-01'],
    title: 'takes a token over a connection with the certificate that it is bound to',
    async run(world) {
      const server = await world.server(overTls)
      const { client: certificate } = await certificates(world)
      const token = await boundTo(world, certificate)
      const requests = [
        { path: '/r' },
        { method: 'HEAD' },
        { method: 'POST' },
        { path: '/r/read' },
        { path: '/optional' },
      ]
      await eachVariant(requests, async (request) => {
        expectAccepted(await server.request({ ...request, token, certificate }))
      })
      const { claims } = expectAccepted(await server.request({ token, certificate }))
      assert.deepEqual(claims?.['cnf'], { 'x5t#S256': certificate.thumbprint })
      expectForbidden(await server.request({ path: '/r/write', token, certificate }), 'write')
    },
  },
  {
    ids: ['MTLS-01'],
    title: 'takes a token that is bound to nothing, with a certificate and without one',
    async run(world) {
      const server = await world.server(overTls)
      const token = await world.idp.token()
      const { client: certificate } = await certificates(world)
      expectAccepted(await server.request({ token, certificate }))
      expectAccepted(await server.request({ token }))
    },
  },
  {
    ids: ['MTLS-02'],
    title: 'refuses a bound token with another certificate, and with none',
    async run(world) {
      const server = await world.server(overTls)
      const { client, other } = await certificates(world)
      const token = await boundTo(world, client)
      await eachVariant(['/r', '/r/write', '/optional'], async (path) => {
        expectInvalidToken(await server.request({ path, token, certificate: other }))
        expectInvalidToken(await server.request({ path, token }))
      })
      // The token was good all the time, and its refusals have changed nothing.
      expectAccepted(await server.request({ token, certificate: client }))
      expectInvalidToken(await server.request({ token, certificate: other }))
    },
  },
  {
    ids: ['MTLS-02'],
    title: 'refuses a bound token over plain HTTP',
    async run(world) {
      const plain = await world.server({ ...overTls, key: 'mtls without TLS', tls: false })
      const token = await boundTo(world, (await certificates(world)).client)
      expectInvalidToken(await plain.get('/r', token))
    },
  },
  {
    ids: ['MTLS-02'],
    title: 'refuses a bound token where nobody looks for certificates',
    async run(world) {
      const server = await world.server({ key: 'TLS alone', tls: true })
      const { client: certificate } = await certificates(world)
      const token = await boundTo(world, certificate)
      expectInvalidToken(await server.request({ token, certificate }))
      expectAccepted(await server.request({ token: await world.idp.token(), certificate }))
    },
  },
  {
    ids: ['MTLS-04'],
    title: 'takes self-signed certificates of every kind of key, and leaves dates to TLS',
    async run(world) {
      const server = await world.server(overTls)
      const { rsa, ed25519, expired } = await certificates(world)
      await eachVariant(Object.entries({ rsa, ed25519, expired }), async ([, certificate]) => {
        const token = await boundTo(world, certificate)
        expectAccepted(await server.request({ token, certificate }))
      })
    },
  },
  {
    ids: ['MTLS-05'],
    title: 'refuses a renewed certificate of the same key',
    async run(world) {
      const server = await world.server(overTls)
      const { client, renewed } = await certificates(world)
      const token = await boundTo(world, client)
      expectInvalidToken(await server.request({ token, certificate: renewed }))
      const next = await boundTo(world, renewed)
      expectAccepted(await server.request({ token: next, certificate: renewed }))
      expectInvalidToken(await server.request({ token: next, certificate: client }))
      const proxied = await world.server(behindProxy())
      expectInvalidToken(await proxied.get('/r', token, [forwarded.rfc9440(renewed)]))
    },
  },
  {
    ids: ['MTLS-08'],
    title: 'refuses a token that is bound to nothing where binding is required',
    async run(world) {
      const server = await world.server({
        ...overTls,
        key: 'mtls required',
        options: ({ core }) => ({
          certificate: core.tlsCertificate(),
          binding: 'require',
          dpop: 'refuse',
        }),
      })
      const { client: certificate } = await certificates(world)
      const token = await world.idp.token()
      await eachVariant(['/r', '/r/write', '/optional'], async (path) => {
        expectInvalidToken(await server.request({ path, token, certificate }))
        expectInvalidToken(await server.request({ path, token }))
      })
      const bound = await boundTo(world, certificate)
      expectAccepted(await server.request({ token: bound, certificate }))
      expectInvalidToken(await server.request({ token: bound }))
    },
  },
]
