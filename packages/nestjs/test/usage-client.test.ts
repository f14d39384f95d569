import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { connect as connectHttp2 } from 'node:http2'
import { text } from 'node:stream/consumers'
import type { UsageMessage } from '@countersign/core'
import { createTestCertificate, rawRequest } from '@countersign/testing'
import { All, Controller, Get, type INestApplication, Module, VersioningType } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { AuthModule } from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()
const { certificate: cert, privateKey: key } = await createTestCertificate()
const tls = { key, cert }

const messages: UsageMessage[] = []
const listener = (message: unknown): void => void messages.push(message as UsageMessage)

beforeEach(() => {
  messages.length = 0
  subscribe('countersign:usage', listener)
})
afterEach(() => unsubscribe('countersign:usage', listener))

@Controller({ path: 'orders', version: '1' })
class Orders {
  @Get(':id')
  one(): string {
    return 'in'
  }
  @All('files/*')
  file(): string {
    return 'in'
  }
}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Orders] })
class TestModule {}

const TLS = { protocol: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_\w+_SHA(256|384)$/) }

function versioned(app: INestApplication): INestApplication {
  app.setGlobalPrefix('t/:tenant')
  app.enableVersioning({ type: VersioningType.URI })
  return app
}

async function use(
  url: string,
  headers: Readonly<Record<string, string>>,
  path = '/t/s3cret/v1/orders/s3cret?q=s3cret',
): Promise<UsageMessage> {
  await rawRequest(url + path, { headers: Object.entries(headers) })
  await expect.poll(() => messages).not.toEqual([])
  expect(JSON.stringify(messages)).not.toContain('s3cret')
  return messages[0] as UsageMessage
}

describe.each(platforms)('usage on $name', ({ create }) => {
  it('names the TLS of the connection, where it ends here', async () => {
    const url = await serve(versioned(await create(TestModule, { tls })))
    expect(await use(url, bearer(await provider.token()))).toMatchObject({
      tls: TLS,
      remoteAddress: '127.0.0.1',
      decision: 'accepted',
    })
  })

  it('has the address of the client by the word of a trusted proxy, and of no other', async () => {
    const headers = { ...bearer(await provider.token()), 'X-Forwarded-For': '203.0.113.7' }
    const near = await use(await serve(versioned(await create(TestModule))), headers)
    expect(near.remoteAddress).toBe('127.0.0.1')
    messages.length = 0
    const app = versioned(await create(TestModule, { trustProxy: true }))
    expect((await use(await serve(app), headers)).remoteAddress).toBe('203.0.113.7')
  })

  it('holds the bearer of a verified token to its refusal', async () => {
    const url = await serve(versioned(await create(TestModule)))
    const expired = bearer(await provider.token({ exp: 1, approval_id: 'a1' }))
    expect(await use(url, { ...expired, 'User-Agent': 'tester/2' })).toMatchObject({
      decision: 'refused',
      reason: 'token_expired',
      subject: 'u1',
      approvalId: 'a1',
      binding: 'none',
      userAgent: 'tester/2',
      route: '/t/:tenant/v1/orders/:id',
    })
  })

  it('has the text of a wildcard as its route, and never what it took', async () => {
    const url = await serve(versioned(await create(TestModule)))
    const path = '/t/s3cret/v1/orders/files/s3cret/s3cret'
    const { route } = await use(url, bearer(await provider.token()), path)
    expect(route).toMatch(/^\/t\/:tenant\/v1\/orders\/files\/(\*|\{\*path\})$/)
  })
})

describe('usage on Nest, on Fastify with HTTP/2', () => {
  it('says the same, once for each request of a connection', async () => {
    const adapter = new FastifyAdapter({ http2: true, https: tls } as never)
    const app = await NestFactory.create(TestModule, adapter, { logger: false })
    versioned(app)
    await app.listen(0, '127.0.0.1')
    const { port } = app.getHttpServer().address() as { port: number }
    const client = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
    onTestFinished(async () => {
      client.destroy()
      await app.close()
    })
    for (const token of [await provider.token(), await provider.token({ exp: 1 })]) {
      const { Authorization: authorization } = bearer(token)
      await text(client.request({ ':path': '/t/s3cret/v1/orders/s3cret', authorization }))
    }
    await expect.poll(() => messages).toHaveLength(2)
    const sender = { remoteAddress: '127.0.0.1', tls: TLS, route: '/t/:tenant/v1/orders/:id' }
    expect(messages).toMatchObject([
      { ...sender, decision: 'accepted', status: 200, subject: 'u1' },
      { ...sender, decision: 'refused', status: 401, subject: 'u1' },
    ])
    expect(messages[1]?.tls).toBe(messages[0]?.tls)
  })
})
