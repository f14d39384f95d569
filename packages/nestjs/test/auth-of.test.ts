import {
  type CallHandler,
  type ExecutionContext,
  Controller,
  Get,
  Module,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common'
import { createVerifier } from '@countersign/core'
import { map, type Observable } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { authOf, AuthModule, OptionalAuth } from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider()
const other = createVerifier({ issuer: provider.issuer, audience: 'https://rs.example' })

class Sign implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request: object = context.switchToHttp().getRequest()
    const auth = authOf(verifier, request, { optional: true })
    return next.handle().pipe(map((answer: unknown) => `${String(answer)} ${auth?.subject}`))
  }
}

class Strict implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    authOf(other, context.switchToHttp().getRequest())
    return next.handle()
  }
}

@OptionalAuth()
@Controller()
class Routes {
  @UseInterceptors(new Sign())
  @Get('signed')
  signed(): string {
    return 'by'
  }
  @UseInterceptors(new Strict())
  @Get('other')
  other(): string {
    return 'in'
  }
}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Routes] })
class TestModule {}

describe.each(platforms)('authOf on $name', ({ create }) => {
  it('tells an interceptor who it is, and that it is nobody', async () => {
    const url = `${await serve(await create(TestModule))}/signed`
    const headers = bearer(await provider.token())
    expect(await (await fetch(url, { headers })).text()).toBe('by u1')
    expect(await (await fetch(url)).text()).toBe('by undefined')
  })

  it('is a programming error with another verifier than the one of the guard', async () => {
    const url = `${await serve(await create(TestModule))}/other`
    expect((await fetch(url, { headers: bearer(await provider.token()) })).status).toBe(500)
  })
})
