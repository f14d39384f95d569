import { acr, allOf, authenticatedWithin, createVerifier, scopes } from '@countersign/core'
import {
  authenticate,
  authOf,
  authorize,
  problemDetails,
  requireScopes,
  resourceMetadata,
} from '@countersign/express'
import type { Ledger } from '@countersign/ledger'
import {
  createOrderBook,
  listen,
  ORDERS_API,
  SECOND_FACTOR,
  type ListenOptions,
  type RunningServer,
} from 'example-shared'
import express from 'express'
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
  const app = express()

  app.get('/health', (_req, res) => {
    res.json({ status: 'ok', keys: verifier.health().issuers[0]?.state })
  })
  app.use(resourceMetadata(verifier))
  app.use(authenticate(verifier), express.json())

  app.get('/orders', requireScopes('orders:read'), (req, res) => {
    const { claims } = authOf(verifier, req)
    res.json({ orders: book.list(claims.tenant) })
  })

  app.post('/orders', requireScopes('orders:write'), (req, res) => {
    const { claims } = authOf(verifier, req)
    res.status(201).json(book.add(claims.tenant, req.body))
  })

  app.delete('/orders/:id', authorize(mayCancel), (req, res) => {
    const { claims } = authOf(verifier, req)
    book.remove(claims.tenant, req.params.id)
    res.status(204).end()
  })

  app.get('/admin/summary', requireScopes('admin'), (_req, res) => {
    res.json(book.summary())
  })

  if (ledger) {
    app.get('/uses', async (req, res) => {
      const { issuer, subject = '' } = authOf(verifier, req)
      const { uses } = await ledger.owner({ issuer, subject }).uses()
      res.json({ uses })
    })
  }

  app.use(problemDetails())

  // So that no request has to wait for keys. It takes ten seconds at most, and where the provider is
  // away we start all the same: the first request asks again.
  await verifier.ready().catch(() => {
    console.warn(`Starting without keys: ${verifier.health().issuers[0]?.lastError}`)
  })
  return listen(app, options, () => verifier.close())
}
