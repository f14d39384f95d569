import type { Policy, Verifier } from '@countersign/core'
import type { StartContractServer } from '@countersign/testing/contracts'
import type Express from 'express'
import { authOf, mcpAuth, resourceMetadata } from '../src/index.js'
import { listen } from './listen.js'

/** The application of the adapter contract on one version of Express: each route is behind the middleware. */
export function startOn(express: typeof Express): StartContractServer<Verifier, Policy> {
  return ({ verifier, routes, mountPath = '/', trustProxy = false, tls }) => {
    const app = express()
    app.set('trust proxy', trustProxy)
    app.use(allowOtherOrigins)
    app.use(express.urlencoded({ extended: true, limit: '16mb' }), express.json({ limit: '16mb' }))
    app.use(resourceMetadata(verifier))
    const router = express.Router()
    router.get('/open', (_req, res) => void res.json({ open: true }))
    for (const { method, path, policies, optional = false } of routes) {
      const gates = policies.map((policy) => mcpAuth(verifier, { policy, optional }))
      router[method](path, mcpAuth(verifier, { optional }), ...gates, (req, res) => {
        const auth = authOf(verifier, req, { optional: true })
        // The answer to a query token must become private all the same (BRR-11).
        res.set('Cache-Control', 'public, max-age=60')
        res.json(auth ? { ...auth, scopes: [...auth.scopes] } : { anonymous: true })
      })
    }
    app.use(mountPath, router)
    return listen(app, tls)
  }
}

/** It exposes nothing: that is for the adapter to see to. */
const allowOtherOrigins: Express.RequestHandler = (req, res, next) => {
  res.set('Access-Control-Allow-Origin', '*')
  if (req.method !== 'OPTIONS') {
    next()
    return
  }
  res.set('Access-Control-Allow-Headers', 'authorization, dpop, content-type')
  res.set('Access-Control-Allow-Methods', 'GET, HEAD, PUT, PATCH, POST, DELETE')
  res.status(204).end()
}
