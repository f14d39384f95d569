import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Authentication, RefusedMessage } from '@countersign/core'
import {
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  type Type,
} from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import { ClientProxyFactory, EventPattern, MessagePattern, Transport } from '@nestjs/microservices'
import { firstValueFrom } from 'rxjs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Auth, AuthGuard, AuthModule, Public, RequireScopes } from '../../src/index.js'
import { platforms, serve } from '../platforms.js'
import { bearer, startProvider } from '../provider.js'
import { freePort, startMicroservice } from './rpc-app.js'

const { provider, verifier } = await startProvider()

let reached: string[] = []

@Controller()
class Orders {
  @MessagePattern('mine')
  mine(@Auth() auth: Authentication): string {
    reached.push('mine')
    return auth.subject ?? ''
  }
  @RequireScopes('admin')
  @MessagePattern('all')
  all(): string {
    reached.push('all')
    return 'all'
  }
  @Public()
  @MessagePattern('open')
  open(): string {
    return 'open'
  }
  @EventPattern('placed')
  placed(_order: object): void {
    reached.push('placed')
  }
  @RequireScopes('read')
  @Get()
  get(): string {
    return 'in'
  }
}

/** Messages carry their token beside what they are about. */
@Injectable()
class PayloadGuard extends AuthGuard {
  protected override getRpcAuthorization(context: ExecutionContext): readonly unknown[] {
    const { token } = context.switchToRpc().getData<{ token?: string }>()
    return token === undefined ? [] : [`Bearer ${token}`]
  }
}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Orders] })
class ByDefault {}

@Module({
  imports: [AuthModule.forRoot({ verifier })],
  controllers: [Orders],
  providers: [{ provide: APP_GUARD, useClass: PayloadGuard }],
})
class ByPayload {}

type Send = (pattern: string, data?: object) => Promise<unknown>

function tcpClient(port: number): Send & { emit: (pattern: string, data: object) => void } {
  const options = { host: '127.0.0.1', port }
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options })
  onTestFinished(() => void client.close())
  const send: Send = (pattern, data = {}) =>
    firstValueFrom(client.send<unknown>(pattern, data)).catch((error: unknown) => ({ error }))
  const emit = (pattern: string, data: object): void => void client.emit(pattern, data)
  return Object.assign(send, { emit })
}

const tcp = (port: number): { transport: Transport.TCP; options: object } => ({
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port },
})

async function start(module: Type): Promise<ReturnType<typeof tcpClient>> {
  reached = []
  const port = await freePort()
  await startMicroservice(module, tcp(port))
  return tcpClient(port)
}

describe('a microservice on TCP, which has no metadata', () => {
  it('lets nobody in who is not let in without a token', async () => {
    const send = await start(ByDefault)
    const token = await provider.token({ scope: 'admin' })
    const failed = { error: { status: 'error', message: 'Internal server error' } }
    expect(await send('mine', { token, authorization: `Bearer ${token}` })).toEqual(failed)
    expect(await send('all', { token })).toEqual(failed)
    expect(await send('open')).toBe('open')
    expect(reached).toEqual([])
  })

  it('takes the token from where it was told', async () => {
    const send = await start(ByPayload)
    const token = await provider.token()
    expect(await send('mine', { token })).toBe('u1')
    expect(await send('all', { token })).toEqual({
      error: {
        status: 'error',
        statusCode: 403,
        code: 'insufficient_scope',
        message: 'The access token does not allow this',
        headers: { 'WWW-Authenticate': expect.stringContaining('scope="admin"') },
      },
    })
    expect(await send('mine')).toMatchObject({ error: { statusCode: 401 } })
    expect(await send('mine', { token: 'x y' })).toMatchObject({
      error: { statusCode: 400, code: 'invalid_request' },
    })
    expect(reached).toEqual(['mine'])
  })

  it('does not hear of events without a token, and tells who listens', async () => {
    const messages: RefusedMessage[] = []
    const listen = (message: unknown): void => void messages.push(message as RefusedMessage)
    subscribe('countersign:refused', listen)
    onTestFinished(() => void unsubscribe('countersign:refused', listen))
    const send = await start(ByPayload)
    send.emit('placed', { token: 'x.y.z' })
    await expect.poll(() => messages).toMatchObject([{ status: 401 }])
    send.emit('placed', { token: await provider.token() })
    await expect.poll(() => reached).toEqual(['placed'])
  })
})

async function startHybrid(inheritAppConfig: boolean): Promise<{ send: Send; url: string }> {
  reached = []
  const [platform] = platforms
  if (!platform) throw new Error('there is no platform')
  const app = await platform.create(ByPayload)
  const port = await freePort()
  app.connectMicroservice(tcp(port), { inheritAppConfig })
  await app.startAllMicroservices()
  return { send: tcpClient(port), url: await serve(app) }
}

describe('a hybrid application', () => {
  it('guards messages too where they inherit its configuration', async () => {
    const { send, url } = await startHybrid(true)
    const token = await provider.token()
    expect(await send('mine', { token })).toBe('u1')
    expect(await send('mine')).toMatchObject({ error: { statusCode: 401 } })
    expect(await send('all', { token })).toMatchObject({ error: { code: 'insufficient_scope' } })
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: bearer(token) })).status).toBe(200)
  })

  it('lets nobody past a policy, nor to an identity, where they do not', async () => {
    const { send } = await startHybrid(false)
    const token = await provider.token({ scope: 'admin' })
    const failed = { error: { status: 'error', message: 'Internal server error' } }
    expect(await send('all', { token })).toEqual(failed)
    expect(await send('mine', { token })).toEqual(failed)
    expect(reached).toEqual([])
  })
})
