import { staticSite, type RunningServer } from 'example-shared'
import express from 'express'
import { z } from 'zod'
import { listenLocally } from '../listen-locally.js'
import type { PrintShop } from './print-shop.js'
import { Visit, type PhotoServers } from './visit.js'

const FOLDER = new URL('../../src/print-shop/public/', import.meta.url)
const FILES = ['app.js', 'style.css', 'icon.svg']

const useSchema = z.object({
  server: z.enum(['express', 'koa', 'nestjs']),
  method: z.enum(['GET', 'POST']),
})

/** Starts the shop's own page: who stands in front of it asks, and sees the number. */
export async function startShopServer(
  shop: PrintShop,
  servers: PhotoServers,
  port?: number,
): Promise<RunningServer> {
  const visit = new Visit(shop, servers)
  const app = express()
  app.get('/status', (_req, res) => {
    res.set('Cache-Control', 'no-store').json(visit.status())
  })
  // A form of another site cannot send JSON, so that no page but this one asks.
  app.post('/{*path}', express.json({ type: 'application/json' }), (req, res, next) => {
    if (req.is('application/json')) next()
    else res.status(415).end()
  })
  app.post('/ask', async (_req, res) => {
    await visit.ask()
    res.json(visit.status())
  })
  app.post('/use', async (req, res) => {
    const { server, method } = useSchema.parse(req.body)
    await visit.use(server, method)
    res.json(visit.status())
  })
  app.use(staticSite({ folder: FOLDER, index: 'index.html' }, FILES))
  app.use(((error, _req, res, _next) => {
    res.status(error instanceof z.ZodError ? 400 : 502).json({ error: 'It did not work.' })
  }) satisfies express.ErrorRequestHandler)

  const listener = await listenLocally(port)
  listener.serve(app)
  return { url: listener.url, close: async () => listener.close() }
}
