import Koa from 'koa'
import jwt from 'koa-jwt'
import { listen, ORDERS } from '../listen.js'
import type { PeerApi } from '../peer-api.js'
import { pemOf } from '../public-key.js'

export const koaJwt: PeerApi = {
  name: 'koa-jwt',
  async start(trusted) {
    const { issuer, audience } = trusted
    const app = new Koa()
    // Koa would write every refusal to the console.
    app.silent = true
    app.use(jwt({ secret: await pemOf(trusted), algorithms: ['RS256'], issuer, audience }))
    app.use((ctx) => {
      ctx.body = ORDERS
    })
    const handle = app.callback()
    return listen((req, res) => void handle(req, res))
  },
}
