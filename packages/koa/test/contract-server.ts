import type { Policy, Verifier } from '@countersign/core'
import type { StartContractServer } from '@countersign/testing/contracts'
import { bodyParser } from '@koa/bodyparser'
import cors from '@koa/cors'
import { Router } from '@koa/router'
import type Koa from 'koa'
import mount from 'koa-mount'
import { authenticate, authOf, authorize, resourceMetadata } from '../src/index.js'
import { listen } from './listen.js'

/** Starts the application of the adapter contract on one version of Koa. */
export function startOn(Application: typeof Koa): StartContractServer<Verifier, Policy> {
  return ({ verifier, routes, mountPath = '/', trustProxy = false, tls }) => {
    const app = new Application({ proxy: trustProxy })
    // Outages are part of the contract, and Koa logs every 503.
    app.silent = true
    app.use(
      // It exposes nothing: that is for the adapter to see to.
      cors({ allowHeaders: ['authorization', 'dpop', 'content-type'] }),
    )
    app.use(bodyParser({ formLimit: '16mb', jsonLimit: '16mb' }))
    app.use(resourceMetadata(verifier))
    const router = new Router()
    router.get('/open', (ctx) => {
      ctx.body = { open: true }
    })
    for (const { method, path, policies, optional = false } of routes) {
      const gates = policies.map((policy) => authorize(policy))
      router[method](path, authenticate(verifier, { optional }), ...gates, (ctx) => {
        const auth = authOf(verifier, ctx, { optional: true })
        // The answer to a query token must become private all the same (BRR-11).
        ctx.set('Cache-Control', 'public, max-age=60')
        ctx.body = auth ? { ...auth, scopes: [...auth.scopes] } : { anonymous: true }
      })
    }
    app.use(mount(mountPath, router.routes()))
    return listen(app, tls)
  }
}
