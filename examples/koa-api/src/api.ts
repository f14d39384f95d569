import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import { acr, allOf, authenticatedWithin, createVerifier, scopes } from '@countersign/core'
import { authenticate, authOf, authorize, requireScopes, resourceMetadata } from '@countersign/koa'
import type { Ledger } from '@countersign/ledger'
import {
  createOrderBook,
  listen,
  ORDERS_API,
  SECOND_FACTOR,
  type ListenOptions,
  type RunningServer,
} from 'example-shared'
import Koa from 'koa'
import { z } from 'zod'

/** Starts the orders API, for tokens of the identity provider at `issuer`. With a ledger, it shows callers their uses. */
export async function startApi(
  options: ListenOptions & { issuer: string; ledger?: Ledger },
): Promise<RunningServer> {
  const verifier = createVerifier({
    issuer: options.issuer,
    audience: ORDERS_API,
    claims: z.object({ tenant: z.string() }),
    resource: {
      resource: ORDERS_API,
      scopesSupported: ['orders:read', 'orders:write', 'admin'],
    },
  })
  const mayCancel = allOf(scopes('orders:write'), acr(SECOND_FACTOR), authenticatedWithin(300))
  const book = createOrderBook()
  const { ledger } = options
  const app = new Koa()

  const open = new Router()
  open.get('/health', (ctx) => {
    ctx.body = { status: 'ok', keys: verifier.health().issuers[0]?.state }
  })

  const router = new Router()
  router.get('/orders', requireScopes('orders:read'), (ctx) => {
    const { claims } = authOf(verifier, ctx)
    ctx.body = { orders: book.list(claims.tenant) }
  })

  router.post('/orders', requireScopes('orders:write'), (ctx) => {
    const { claims } = authOf(verifier, ctx)
    ctx.status = 201
    ctx.body = book.add(claims.tenant, ctx.request.body)
  })

  router.delete('/orders/:id', authorize(mayCancel), (ctx) => {
    const { claims } = authOf(verifier, ctx)
    book.remove(claims.tenant, String(ctx.params.id))
    ctx.status = 204
  })

  router.get('/admin/summary', requireScopes('admin'), (ctx) => {
    ctx.body = book.summary()
  })

  if (ledger) {
    router.get('/uses', async (ctx) => {
      const { issuer, subject = '' } = authOf(verifier, ctx)
      const { uses } = await ledger.owner({ issuer, subject }).uses()
      ctx.body = { uses }
    })
  }

  app.use(open.routes())
  app.use(resourceMetadata(verifier))
  app.use(authenticate(verifier))
  app.use(bodyParser())
  app.use(router.routes())

  // So that no request has to wait for keys. It takes ten seconds at most, and where the provider is
  // away we start all the same: the first request asks again.
  await verifier.ready().catch(() => {
    console.warn(`Starting without keys: ${verifier.health().issuers[0]?.lastError}`)
  })
  return listen(app.callback(), options, () => verifier.close())
}
