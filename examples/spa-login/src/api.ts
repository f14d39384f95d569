import { randomBytes } from 'node:crypto'
import { createVerifier } from '@countersign/core'
import { authenticate, authOf, problemDetails, requireScopes } from '@countersign/express'
import { createOrderBook, ORDERS_API, type Handler } from 'example-shared'
import express from 'express'
import { z } from 'zod'
import { allowOrigins } from './allow-origins.js'

export interface ApiOptions {
  readonly issuer: string
  /** Where the API is, as its clients see it: what their proofs have to name. */
  readonly publicUrl: string
  /** Origins of the pages that may read its answers. */
  readonly origins: readonly string[]
}

/** The orders API: nothing but tokens that are bound to a key, each with a fresh proof. */
export function createApi({ issuer, publicUrl, origins }: ApiOptions): {
  handler: Handler
  close(): void
} {
  const verifier = createVerifier({
    issuer,
    audience: ORDERS_API,
    publicUrl,
    claims: z.object({ tenant: z.string(), name: z.string() }),
    // A nonce in each proof, so that none can be made in advance and used later. With several
    // machines, give them the same secret, and a `replay` store that they share.
    dpop: { mode: 'require', nonce: { secret: randomBytes(32) } },
  })
  const book = createOrderBook()
  const app = express().disable('x-powered-by')

  // Before `authenticate`: a preflight carries no token, and refusals have to be readable too.
  app.use(allowOrigins(origins), authenticate(verifier))

  app.get('/orders', requireScopes('orders:read'), (req, res) => {
    const { subject, claims } = authOf(verifier, req)
    res.set('cache-control', 'no-store')
    res.json({ user: subject, name: claims.name, orders: book.list(claims.tenant) })
  })
  app.use(problemDetails())

  return { handler: app, close: () => verifier.close() }
}
