import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Authentication, createVerifier } from '@countersign/core'
import { authenticated, type TestIdentity } from '@countersign/testing'
import { Body, Controller, Get, type INestApplication, Module, Post } from '@nestjs/common'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Auth, AuthModule, Public, RequireScopes } from '../src/index.js'
import { type CreateApplication, platforms } from './platforms.js'

@Controller('orders')
class Orders {
  @Get()
  @RequireScopes('orders:read')
  read(@Auth() auth: Authentication): string | undefined {
    return auth.subject
  }

  @Post()
  @RequireScopes('orders:write')
  write(@Body() body: unknown, @Auth() auth: Authentication): unknown {
    return { by: auth.subject, body }
  }

  @Public()
  @Get('open')
  open(): string {
    return 'open'
  }
}

const verifier = createVerifier({ issuer: 'https://id.example', audience: 'https://rs.example' })

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Orders] })
class Shop {}

const alice: TestIdentity = { subject: 'alice', scopes: ['orders:read'] }

async function createShop(create: CreateApplication): Promise<INestApplication> {
  const app = await create(Shop)
  onTestFinished(() => app.close())
  return app
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`
}

describe.each(platforms)('authenticated() of the test kit on $name', ({ create }) => {
  it('calls it as a verified caller, whether it is initialised or not', async () => {
    const app = await createShop(create)
    const url = await serve(authenticated(app, alice))
    expect(await (await fetch(url)).text()).toBe('alice')
    await app.init()
    expect(await (await fetch(url)).text()).toBe('alice')
    expect(await (await fetch(`${url}/open`)).text()).toBe('open')
  })

  it('takes the server of it', async () => {
    const app = await createShop(create)
    await app.listen(0, '127.0.0.1')
    const url = await serve(authenticated(app.getHttpServer(), alice))
    expect(await (await fetch(url)).text()).toBe('alice')
    expect((await fetch(`${await app.getUrl()}/orders`)).status).toBe(401)
  })

  it('has its scopes checked, and a body', async () => {
    const app = await createShop(create)
    const write = { subject: 'bob', scopes: ['orders:write'] }
    const init = {
      method: 'POST',
      body: '{"item":1}',
      headers: { 'Content-Type': 'application/json' },
    }
    const refused = await fetch(await serve(authenticated(app, alice)), init)
    expect(refused.status).toBe(403)
    expect(refused.headers.get('WWW-Authenticate')).toContain('scope="orders:write"')
    const taken = await fetch(await serve(authenticated(app, write)), init)
    expect(await taken.json()).toEqual({ by: 'bob', body: { item: 1 } })
  })
})

describe('authenticated() of an instance of Fastify', () => {
  const fastify = platforms.find(({ name }) => name.endsWith('Fastify'))

  it('injects as somebody: with options, by a chain, and by a callback', async () => {
    if (!fastify) throw new Error('there is no Fastify')
    const app = (await createShop(fastify.create)) as NestFastifyApplication
    await app.init()
    const instance = app.getHttpAdapter().getInstance()
    const { inject } = authenticated(instance, alice)
    expect((await inject('/orders')).body).toBe('alice')
    expect((await inject({ url: '/orders', method: 'POST', payload: { a: 1 } })).statusCode).toBe(
      403,
    )
    expect((await inject().get('/orders').end()).body).toBe('alice')
    const called = new Promise((resolve) => {
      inject('/orders', (_error, answer) => resolve(answer?.body))
    })
    expect(await called).toBe('alice')
    expect((await instance.inject('/orders')).statusCode).toBe(401)
  })
})
