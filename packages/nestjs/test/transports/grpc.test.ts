import { type Authentication, check, DependencyError } from '@countersign/core'
import { createProofKey } from '@countersign/testing'
import { Controller, Module } from '@nestjs/common'
import { GrpcMethod } from '@nestjs/microservices'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  Auth,
  AuthModule,
  Authorize,
  OptionalAuth,
  Public,
  RequireScopes,
} from '../../src/index.js'
import { startProvider } from '../provider.js'
import { type Call, freePort, grpcClient, grpcOptions, startMicroservice } from './rpc-app.js'

let isDown = false
const revocation = {
  revoke: (): void => {},
  isRevoked(): boolean {
    if (isDown) throw new DependencyError('The list is down')
    return false
  },
}
const { provider, verifier } = await startProvider({ revocation })

interface Owner {
  subject: string
}

@Controller()
class Orders {
  @GrpcMethod('Orders', 'Mine')
  mine(@Auth() auth: Authentication): Owner {
    return { subject: auth.subject ?? '' }
  }
  @RequireScopes('admin')
  @Authorize(check((_auth, request) => Promise.resolve(Array.isArray(request?.raw))))
  @GrpcMethod('Orders', 'All')
  all(): Owner {
    return { subject: 'all' }
  }
  @Public()
  @GrpcMethod('Orders', 'Open')
  open(): Owner {
    return { subject: 'open' }
  }
  @OptionalAuth()
  @GrpcMethod('Orders', 'Optional')
  optional(@Auth() auth: Authentication | undefined): Owner {
    return { subject: auth?.subject ?? 'nobody' }
  }
}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Orders] })
class TestModule {}

describe('a gRPC service', () => {
  let call: Call
  beforeEach(() => {
    isDown = false
  })

  async function start(): Promise<void> {
    const port = await freePort()
    await startMicroservice(TestModule, grpcOptions(port))
    call = grpcClient(port)
  }

  it('knows who calls by the metadata', async () => {
    await start()
    const good = `Bearer ${await provider.token()}`
    expect(await call('Mine', good)).toEqual({ value: { subject: 'u1' } })
    expect(await call('Optional', good)).toEqual({ value: { subject: 'u1' } })
    expect(await call('Optional')).toEqual({ value: { subject: 'nobody' } })
    expect(await call('Open')).toEqual({ value: { subject: 'open' } })
  })

  it('refuses with UNAUTHENTICATED, and does not say why', async () => {
    await start()
    expect((await call('Mine')).error).toMatchObject({
      code: 16,
      details: 'An access token is required',
    })
    const expired = await provider.token({ exp: 1, iat: 0 })
    for (const method of ['Mine', 'Optional']) {
      expect((await call(method, `Bearer ${expired}`)).error).toMatchObject({
        code: 16,
        details: 'The access token is malformed, expired or not valid here',
      })
    }
  })

  it('refuses two tokens', async () => {
    await start()
    const good = `Bearer ${await provider.token()}`
    expect((await call('Mine', `${good}, ${good}`)).error).toMatchObject({ code: 3 })
  })

  it('refuses a bound token: a call has no request that a proof could be for', async () => {
    await start()
    const { thumbprint } = await createProofKey()
    const bound = await provider.token({ cnf: { jkt: thumbprint } })
    expect((await call('Mine', `Bearer ${bound}`)).error).toMatchObject({ code: 16 })
    expect((await call('Mine', `DPoP ${bound}`)).error).toMatchObject({ code: 16 })
  })

  it('refuses with PERMISSION_DENIED where a policy is not satisfied', async () => {
    await start()
    expect((await call('All', `Bearer ${await provider.token()}`)).error).toMatchObject({
      code: 7,
      details: 'The access token does not allow this',
    })
    const admin = await provider.token({ scope: 'admin' })
    expect(await call('All', `Bearer ${admin}`)).toEqual({ value: { subject: 'all' } })
  })

  it('is UNAVAILABLE where nobody can tell', async () => {
    await start()
    isDown = true
    expect((await call('Mine', `Bearer ${await provider.token()}`)).error).toMatchObject({
      code: 14,
      details: 'Service Unavailable',
    })
  })
})
