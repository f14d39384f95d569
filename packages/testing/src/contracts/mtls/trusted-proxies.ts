import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'
import type { HeaderPair } from '../world.js'
import { behindProxy, boundTo, certificates, forwarded, overTls } from './certificates.js'

const FORMATS = ['rfc9440', 'pem', 'xfcc'] as const

/** RFC 8705 §6.5, RFC 9440 §4: whose header counts. */
export const trustedProxyCases: readonly ContractCase[] = [
  {
    ids: ['MTLS-06'],
    title: 'ignores forwarded certificates of a peer that is no trusted proxy',
    run: (world) =>
      eachVariant(FORMATS, async (format) => {
        const { client } = await certificates(world)
        const token = await boundTo(world, client)
        const trustedProxies = ['192.0.2.1', '10.0.0.0/8', '::1']
        const server = await world.server(behindProxy({ format, trustedProxies }))
        const value = forwarded[format](client)[1]
        const names = ['Client-Cert', 'X-Client-Cert', 'X-Forwarded-Client-Cert', 'X-SSL-Cert']
        await eachVariant(names, async (name) => {
          expectInvalidToken(await server.get('/r', token, [[name, value]]))
        })
        expectAccepted(await server.get('/r', await world.idp.token(), [['Client-Cert', value]]))
      }),
  },
  {
    ids: ['MTLS-06'],
    title: 'looks at the peer of the connection, whoever X-Forwarded-For says the client is',
    run: (world) =>
      eachVariant([true, false], async (trustProxy) => {
        const { client } = await certificates(world)
        const token = await boundTo(world, client)
        const certificate = forwarded.rfc9440(client)
        const far = { trustedProxies: ['192.0.2.1'] }
        const stranger = await world.server(behindProxy(far, { trustProxy }))
        const proxy = await world.server(behindProxy({}, { trustProxy }))
        const said: readonly HeaderPair[] = [
          ['X-Forwarded-For', '192.0.2.1'],
          ['X-Forwarded-For', '192.0.2.1, 192.0.2.1'],
          ['X-Forwarded-For', '192.0.2.1, 127.0.0.1'],
          ['Forwarded', 'for=192.0.2.1'],
          ['X-Real-IP', '192.0.2.1'],
        ]
        await eachVariant(said, async (line) => {
          const lines = [line, ['X-Forwarded-Proto', 'https'] as const, certificate]
          expectInvalidToken(await stranger.get('/r', token, lines))
          expectAccepted(await proxy.get('/r', token, lines))
        })
      }),
  },
  {
    ids: ['MTLS-06'],
    title: 'believes the one header that it was told, of a trusted proxy',
    async run(world) {
      const { client } = await certificates(world)
      const token = await boundTo(world, client)
      const value = forwarded.rfc9440(client)[1]
      const networks = ['127.0.0.1', '127.0.0.0/8', '::ffff:127.0.0.1', '126.0.0.0/7']
      await eachVariant(networks, async (network) => {
        const server = await world.server(behindProxy({ trustedProxies: network }))
        expectAccepted(await server.get('/r', token, [['Client-Cert', value]]))
        expectAccepted(await server.get('/r', token, [['cLIENT-cERT', value]]))
        const others = ['X-Client-Cert', 'X-Forwarded-Client-Cert', 'Client-Cert-Chain']
        await eachVariant(others, async (name) => {
          expectInvalidToken(await server.get('/r', token, [[name, value]]))
        })
      })
      const named = await world.server(behindProxy({ header: 'X-SSL-Cert' }))
      expectAccepted(await named.get('/r', token, [['x-ssl-cert', value]]))
      expectInvalidToken(await named.get('/r', token, [['Client-Cert', value]]))
    },
  },
  {
    ids: ['MTLS-06'],
    title: 'ignores forwarded certificates where it ends TLS itself',
    async run(world) {
      const server = await world.server(overTls)
      const { client, other } = await certificates(world)
      const token = await boundTo(world, client)
      await eachVariant(FORMATS, async (format) => {
        const headers = [forwarded[format](client)]
        expectInvalidToken(await server.request({ token, headers, certificate: other }))
        expectInvalidToken(await server.request({ token, headers }))
        const foreign = [forwarded[format](other)]
        expectAccepted(await server.request({ token, headers: foreign, certificate: client }))
      })
      // And the other way round: the proxy's own certificate is not the client's.
      const proxied = await world.server({
        ...behindProxy({}, { tls: true }),
        key: 'mtls between proxy and server',
      })
      expectInvalidToken(await proxied.request({ token, certificate: client }))
      const headers = [forwarded.rfc9440(client)]
      expectAccepted(await proxied.request({ token, headers, certificate: other }))
      expectInvalidToken(
        await proxied.request({ token, headers: [forwarded.rfc9440(other)], certificate: client }),
      )
    },
  },
]
