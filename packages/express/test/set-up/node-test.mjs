import assert from 'node:assert/strict'
import { after, afterEach, before, it } from 'node:test'
import { createVerifier } from '@countersign/core'
import { authenticate } from '@countersign/express'
import { createTestClock, useTestIdentityProvider } from '@countersign/testing'
import express from 'express'
import request from 'supertest'

const audience = 'https://api.example.com'
const clock = createTestClock()
const idp = useTestIdentityProvider({ before, afterEach, after }, { audience, clock })

// Your application, on another identity provider than in production.
function createApp() {
  const verifier = createVerifier({ issuer: idp().issuer, audience, clock })
  const app = express()
  app.use(authenticate(verifier))
  app.get('/orders', (_req, res) => void res.json([]))
  return app
}

it('takes a token until it has expired', async () => {
  const app = createApp()
  const token = await idp().tokenFor({ subject: 'alice', scopes: ['orders:read'] })
  await request(app).get('/orders').set('Authorization', `Bearer ${token}`).expect(200)
  clock.advance(306)
  await request(app).get('/orders').set('Authorization', `Bearer ${token}`).expect(401)
})

it('blames no client while the provider is down', async () => {
  const token = await idp().tokenFor({ subject: 'alice' })
  await idp().stop()
  const answer = await request(createApp()).get('/orders').set('Authorization', `Bearer ${token}`)
  assert.equal(answer.status, 503)
})
