import { createVerifier } from '@countersign/core'
import { authenticate, authOf, requireScopes } from '@countersign/express'
import { authenticated } from '@countersign/testing'
import express from 'express'
import request from 'supertest'
import { expect, it } from 'vitest'

// Your application, as it is in production.
const verifier = createVerifier({
  issuer: 'https://id.example.com',
  audience: 'https://api.example.com',
})
const app = express()
app.use(authenticate(verifier))
app.get('/orders', requireScopes('orders:read'), (req, res) => {
  res.json({ of: authOf(verifier, req).subject })
})

it('gives alice her orders', async () => {
  const alice = authenticated(app, { subject: 'alice', scopes: ['orders:read'] })
  const { status, body } = await request(alice).get('/orders')
  expect([status, body]).toEqual([200, { of: 'alice' }])
})

it('gives bob none, who may not read them', async () => {
  const bob = authenticated(app, { subject: 'bob', scopes: ['profile'] })
  expect((await request(bob).get('/orders')).status).toBe(403)
})

it('asks everybody else for a token', async () => {
  expect((await request(app).get('/orders')).status).toBe(401)
})
