import fastifyJwtPlugin from '@fastify/jwt'
import { fastify } from 'fastify'
import { ORDERS, portOf } from '../listen.js'
import type { PeerApi } from '../peer-api.js'
import { pemOf } from '../public-key.js'

export const fastifyJwt: PeerApi = {
  name: '@fastify/jwt',
  async start(trusted) {
    const app = fastify({ forceCloseConnections: true })
    await app.register(fastifyJwtPlugin, {
      secret: { public: await pemOf(trusted) },
      verify: {
        algorithms: ['RS256'],
        allowedIss: trusted.issuer,
        allowedAud: trusted.audience,
      },
    })
    app.addHook('onRequest', async (request) => {
      await request.jwtVerify()
    })
    app.get('/orders', async () => ORDERS)
    await app.listen({ port: 0, host: '127.0.0.1' })
    return {
      url: `http://127.0.0.1:${portOf(app.server.address())}/orders`,
      close: () => app.close(),
    }
  },
}
