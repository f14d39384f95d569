import express from 'express'
import Koa from 'koa'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { answerBelow } from '../../src/http/node-handler.js'
import { koaHandler } from '../../src/http/koa-handler.js'
import { proof } from '@countersign/testing'
import { answerOf } from './support/test-client.js'
import { verified } from './support/verified.js'
import { world, type World, type WorldOptions } from './support/world.js'

/** Who is meant by a token that was asked for, approved and fetched. */
async function story({ app, approve, issuer }: World): Promise<string | undefined> {
  const { json: metadata } = await answerOf(
    await fetch(`${issuer}/.well-known/openid-configuration`),
  )
  expect(metadata).toMatchObject({ issuer, token_endpoint: `${issuer}/token` })
  const { json: asked, status } = await app.ask()
  expect(status).toBe(200)
  await approve()
  const { json } = await app.poll(asked['auth_req_id'])
  return (await verified(issuer, app, json['access_token'])).subject
}

type Serve = NonNullable<WorldOptions['serve']>

const inExpress: Serve = (listener, basePath) => {
  const application = express()
  application.use(basePath === '' ? '/' : basePath, listener)
  return application
}

const behindParser: Serve = (listener) => {
  const application = express()
  application.use(express.urlencoded({ extended: true }), express.json(), listener)
  return application
}

describe('the protocol', () => {
  it.each<[string, WorldOptions]>([
    ['alone', {}],
    ['alone, below a path', { basePath: '/auth/v1' }],
    ['below a path that is like an endpoint', { basePath: '/token' }],
    ['in Express', { serve: inExpress }],
    ['mounted in Express', { serve: inExpress, basePath: '/auth/v1' }],
    ['in Express, with bodies that were parsed', { serve: behindParser }],
  ])('is spoken %s', async (_where, options) => {
    expect(await story(await world(options))).toBe('u-alice')
  })

  it.each([false, true])('is spoken in Koa, with bodies that were parsed: %s', async (parsed) => {
    const koa = new Koa()
    const here = await world({
      basePath: '/auth',
      serve: () => (req, res) => void koa.callback()(req, res),
    })
    if (parsed) {
      koa.use(async (ctx, next) => {
        const chunks: Buffer[] = []
        for await (const chunk of ctx.req) chunks.push(chunk as Buffer)
        const body = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
        Object.assign(ctx.request, { body })
        await next()
      })
    }
    koa.use(koaHandler(answerBelow('/auth', [here.side.route])))
    expect(await story(here)).toBe('u-alice')
  })

  it('refuses what a parser makes of odd forms', async () => {
    const { issuer } = await world({ serve: behindParser })
    for (const body of ['client_id[a]=x', 'client_id=a&client_id=b', 'client_id[]=a']) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const { status } = await answerOf(
        await fetch(`${issuer}/token`, { method: 'POST', body, headers }),
      )
      expect([body, status < 500 && status >= 400]).toEqual([body, true])
    }
  })

  it('is about the URLs of the issuer, whatever host a request names', async () => {
    const here = await world()
    const { app, issuer, approve } = here
    const { json: asked } = await app.ask()
    await approve()
    const evil = {
      'x-forwarded-host': 'evil.example.com',
      'x-forwarded-proto': 'https',
      'x-forwarded-prefix': '/x',
    }
    const htu = 'https://evil.example.com/token'
    const DPoP = proof(app.proofKey, { url: htu, method: 'POST' })
    const forged = await app.poll(asked['auth_req_id'], {}, { ...evil, DPoP })
    expect(forged.json['error']).toBe('invalid_dpop_proof')
    const assertion = await app.assertion({ aud: htu })
    const audience = await app.poll(asked['auth_req_id'], { client_assertion: assertion }, evil)
    expect(audience.status).toBe(401)
    expect((await app.poll(asked['auth_req_id'], {}, { ...evil, ...app.proof() })).status).toBe(200)
    expect(issuer).toMatch(/^http:\/\/localhost/)
  })

  it('is not spoken about paths that are somebody else’s', async () => {
    const { side } = await world()
    const server = createServer((req, res) => {
      void side.route(req, res, req.url ?? '').then((answered) => res.end(String(answered)))
    })
    await new Promise<void>((resolve) => {
      server.listen(0, 'localhost', resolve)
    })
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    expect(await (await fetch(`http://localhost:${port}/approvals`)).text()).toBe('false')
    server.close()
    server.closeAllConnections()
  })
})
