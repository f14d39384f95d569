import { once } from 'node:events'
import type { ServiceError } from '@grpc/grpc-js'
import { Controller, Module } from '@nestjs/common'
import { GrpcMethod, GrpcStreamCall, GrpcStreamMethod } from '@nestjs/microservices'
import { from, map, type Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { AuthModule, RequireScopes } from '../../src/index.js'
import { startProvider } from '../provider.js'
import { freePort, grpcOptions, grpcStreams, startMicroservice } from './rpc-app.js'

const { provider, verifier } = await startProvider()

interface Owner {
  subject: string
}

interface RawCall {
  on(event: 'end', listener: () => void): unknown
  resume(): unknown
  write(owner: Owner): unknown
  end(): unknown
}

@Controller()
class Orders {
  @GrpcMethod('Orders', 'Watch')
  watch(): Observable<Owner> {
    return from([{ subject: 'a' }, { subject: 'b' }])
  }
  @GrpcStreamMethod('Orders', 'Send')
  send(sent: Observable<object>): Observable<Owner> {
    return sent.pipe(map(() => ({ subject: 'sent' })))
  }
  @GrpcStreamCall('Orders', 'Raw')
  raw(call: RawCall): void {
    call.on('end', () => {
      call.write({ subject: 'raw' })
      call.end()
    })
    call.resume()
  }
}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Orders] })
class TestModule {}

describe('streams of gRPC', () => {
  it('begin with a good token, or not at all', async () => {
    const port = await freePort()
    await startMicroservice(TestModule, grpcOptions(port))
    const open = grpcStreams(port)
    const good = `Bearer ${await provider.token()}`

    const watched = await open.watch(good).toArray()
    expect(watched).toEqual([{ subject: 'a' }, { subject: 'b' }])
    const refused = open.watch('Bearer x')
    refused.resume()
    const [error] = (await once(refused, 'error').catch((e: unknown) => [e])) as [ServiceError]
    expect(error.code).toBe(16)

    expect(await open.send(good)).toEqual({ value: { subject: 'sent' } })
    expect((await open.send('Bearer x')).error).toMatchObject({ code: 16 })

    const raw = open.raw(good)
    raw.end()
    expect(await raw.toArray()).toEqual([{ subject: 'raw' }])
    const rawRefused = open.raw('Bearer x')
    rawRefused.on('data', () => {})
    const ended = once(rawRefused, 'status').catch((e: unknown) => [e])
    rawRefused.on('error', () => {})
    rawRefused.end()
    expect(await ended).toMatchObject([{ code: 16 }])
  })

  it('have a policy checked, and fail where no guard would, though not the process', async () => {
    let reached = 0
    @Controller()
    class Strict {
      @RequireScopes('write')
      @GrpcStreamCall('Orders', 'Raw')
      raw(call: RawCall): void {
        reached += 1
        call.write({ subject: 'raw' })
        call.end()
      }
    }
    const status = async (global: boolean, scope: string): Promise<number | undefined> => {
      @Module({ imports: [AuthModule.forRoot({ verifier, global })], controllers: [Strict] })
      class StrictModule {}
      const port = await freePort()
      await startMicroservice(StrictModule, grpcOptions(port))
      const raw = grpcStreams(port).raw(`Bearer ${await provider.token({ scope })}`)
      raw.on('error', () => {})
      raw.resume()
      raw.end()
      const [{ code }] = (await once(raw, 'status').catch((e: unknown) => [e])) as [ServiceError]
      return code
    }
    expect(await status(false, 'write')).toBe(2)
    expect(await status(true, 'read')).toBe(7)
    expect(reached).toBe(0)
    expect(await status(true, 'write')).toBe(0)
    expect(reached).toBe(1)
  })
})
