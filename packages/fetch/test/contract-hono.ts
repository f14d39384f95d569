import type { Policy, Verifier } from '@countersign/core'
import type { StartContractServer } from '@countersign/testing/contracts'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { authenticate, authOf, authorize, resourceMetadata } from '../src/hono/index.js'
import type { FetchOptions } from '../src/index.js'
import { forwarded } from './forwarded.js'
import { listen } from './listen.js'

/** Starts the application of the adapter contract on Hono. */
export const startHono: StartContractServer<Verifier, Policy> = async (contract) => {
  const { verifier, routes, mountPath = '/', trustProxy = false, tls } = contract
  const options: FetchOptions = {
    formLimit: 16 * 1024 * 1024,
    ...(trustProxy && { connection: forwarded }),
  }
  const app = new Hono()
  app.use(
    // It exposes nothing: that is for the adapter to see to.
    cors({ origin: '*', allowHeaders: ['authorization', 'dpop', 'content-type'] }),
  )
  app.use(resourceMetadata(verifier))
  const api = new Hono()
  api.get('/open', (c) => c.json({ open: true }))
  for (const { method, path, policies, optional = false } of routes) {
    const gates = policies.map((policy) => authorize(policy))
    const gate = authenticate(verifier, { ...options, optional })
    api.on(method.toUpperCase(), path, gate, ...gates, (c) => {
      const auth = authOf(verifier, c, { optional: true })
      // The answer to a query token must become private all the same (BRR-11).
      c.header('Cache-Control', 'public, max-age=60')
      return c.json(auth ? { ...auth, scopes: [...auth.scopes] } : { anonymous: true })
    })
  }
  app.route(mountPath, api)
  return listen(getRequestListener(app.fetch, { overrideGlobalObjects: false }), tls)
}
