// A program of a user, compiled and run against the packed packages: by TypeScript 7 as ESM with
// Express 5, Koa 3 and Nest 12, and by TypeScript 5.9 as CommonJS with Express 4, Koa 2 and Nest 11; Fastify 5 and Hono
// with both.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVerifier, isAuthError, type Authentication } from '@countersign/core'
import * as onExpress from '@countersign/express'
import * as onFastify from '@countersign/fastify'
import * as onHono from '@countersign/fetch/hono'
import { createIssuer, generateSigningKey } from '@countersign/issuer'
import * as onKoa from '@countersign/koa'
import { Auth, AuthModule, RequireScopes } from '@countersign/nestjs'
import { createTestIdentityProvider } from '@countersign/testing'
import { Controller, Get, Module } from '@nestjs/common'
import { getRequestListener } from '@hono/node-server'
import { NestFactory } from '@nestjs/core'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { z } from 'zod'
import {
  ALLOWED_ALGORITHMS,
  isOffByDefault,
  postQuantumTokens,
  worksOrTells,
} from './post-quantum.js'
import { asksOwners } from './approve.js'
import { auditsServers } from './audit.js'
import { hasRecorded, openRecord } from './record.js'

const claims = z.object({ sub: z.string() })
type Claims = z.infer<typeof claims>

const AUDIENCE = 'https://rs.example'

@Controller('orders')
class OrdersController {
  @Get()
  @RequireScopes('read')
  list(@Auth() auth: Authentication<Claims>): { subject: string } {
    // @ts-expect-error: the schema has no such claim
    void auth.claims.tenant
    return { subject: auth.claims.sub }
  }
}

@Module({ controllers: [OrdersController] })
// oxlint-disable-next-line typescript/no-extraneous-class -- Nest wants one
class OrdersModule {}

async function main(): Promise<void> {
  tell(process.version, true)
  const provider = await createTestIdentityProvider({ audience: AUDIENCE })
  const options = { issuer: provider.issuer, audience: AUDIENCE }
  const verifier = createVerifier({ ...options, algorithms: ALLOWED_ALGORITHMS, claims })
  const good = await provider.token()
  const postQuantum = postQuantumTokens(provider)
  const { ledger, close } = await openRecord()
  const requests: Record<string, readonly [token: string | undefined, status: number]> = {
    'a good token': [good, 200],
    'no token': [undefined, 401],
    'a tampered token': [tampered(good), 401],
    'an expired token': [await provider.token({ exp: 1 }), 401],
    'another audience': [await provider.token({ aud: 'https://other.example' }), 401],
    'another scope': [await provider.token({ scope: 'write' }), 403],
  }
  for (const [algorithm, token] of postQuantum) {
    requests[`a token with ${algorithm}`] = [token, 200]
    requests[`a tampered token with ${algorithm}`] = [tampered(token), 401]
  }

  const expressApp = express()
  expressApp.use(onExpress.authenticate(verifier))
  expressApp.get('/orders', onExpress.requireScopes('read'), (req, res) => {
    const auth = onExpress.authOf(verifier, req)
    // @ts-expect-error: the schema has no such claim
    void auth.claims.tenant
    res.json({ subject: auth.claims.sub })
  })
  expressApp.use(onExpress.problemDetails())

  const koaApp = new Koa()
  koaApp.use(onKoa.authenticate(verifier))
  koaApp.use(onKoa.requireScopes('read'))
  koaApp.use((ctx) => {
    const auth = onKoa.authOf(verifier, ctx)
    // @ts-expect-error: the schema has no such claim
    void auth.claims.tenant
    ctx.body = { subject: auth.claims.sub }
  })

  const nestApp = await NestFactory.create(
    { module: OrdersModule, imports: [AuthModule.forRoot({ verifier, global: true })] },
    { logger: ['error'] },
  )
  await nestApp.init()
  const nestHandler: RequestListener = nestApp.getHttpAdapter().getInstance()

  const fastifyApp = fastify()
  fastifyApp.addHook('onRequest', onFastify.authenticate(verifier))
  fastifyApp.get('/orders', { onRequest: onFastify.requireScopes('read') }, async (request) => {
    const auth = onFastify.authOf(verifier, request)
    // @ts-expect-error: the schema has no such claim
    void auth.claims.tenant
    return { subject: auth.claims.sub }
  })
  await fastifyApp.ready()

  const hono = new Hono()
  hono.use(onHono.authenticate(verifier))
  hono.get('/orders', onHono.requireScopes('read'), (c) => {
    const auth = onHono.authOf(verifier, c)
    // @ts-expect-error: the schema has no such claim
    void auth.claims.tenant
    return c.json({ subject: auth.claims.sub })
  })

  const handlers = {
    express: expressApp,
    koa: koaApp.callback(),
    nest: nestHandler,
    fastify: fastifyApp.routing,
    hono: getRequestListener(hono.fetch),
  }
  for (const [framework, handler] of Object.entries(handlers)) {
    const server = createServer(handler as RequestListener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    for (const [title, [token, expected]] of Object.entries(requests)) {
      const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
      const response = await fetch(`http://127.0.0.1:${port}/orders`, { headers })
      const challenged = response.headers.has('www-authenticate') === (expected !== 200)
      tell(`${framework}: ${title}`, response.status === expected && challenged)
    }
    server.closeAllConnections()
    server.close()
  }

  // Of each framework: what is nobody's, as there is no token or it is tampered, is counted.
  const frameworks = Object.keys(handlers).length
  const uses = { accepted: frameworks * (1 + postQuantum.length), refused: frameworks * 3 }
  tell('ledger: each use', await hasRecorded(ledger, provider.issuer, uses))
  const counts = await ledger.counts()
  tell(
    'ledger: what is nobody’s',
    counts.some(({ reason }) => reason === 'invalid_signature'),
  )
  // Once a Node: what it starts with takes seconds. The other program compiles against it.
  if (typeof require === 'undefined') {
    tell('approval: both sides answer', await asksOwners(ledger))
    await auditsServers(tell)
  }
  await close()

  const issuer = createIssuer({
    issuer: 'https://id.example',
    audience: AUDIENCE,
    keys: [await generateSigningKey()],
  })
  const own = createVerifier({
    issuer: 'https://id.example',
    audience: AUDIENCE,
    keys: issuer.jwks(),
  })
  const auth = await own.verifyToken(await issuer.issue({ subject: 'u1', clientId: 'c1' }))
  tell('issuer: a token of our own', auth.subject === 'u1')
  const error: unknown = await own.verifyToken(good).catch((reason: unknown) => reason)
  tell('core: a stranger’s token', isAuthError(error) && error.reason === 'untrusted_issuer')

  if (postQuantum.length > 0) {
    tell('core: post-quantum is off by default', await isOffByDefault(options, postQuantum))
  }
  tell('core: post-quantum works, or a ConfigError tells why not', worksOrTells(options))

  verifier.close()
  own.close()
  await provider.close()
}

/** The token with one character of its signature changed. */
function tampered(token: string): string {
  const at = token.lastIndexOf('.') + 40
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

function tell(title: string, ok: boolean): void {
  console.log(`${ok ? 'ok' : 'not ok'}  ${title}`)
}

void main()
