import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  HttpException,
  Module,
  UseFilters,
} from '@nestjs/common'
import { describe, expect, it } from 'vitest'
import { AuthException, AuthModule, RequireScopes } from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

interface Response {
  status(code: number): { send(body: unknown): unknown }
}

const { provider, verifier } = await startProvider()
const { provider: down, verifier: lost } = await startProvider()
down.fault('all', 'down')

@Controller()
class Routes {
  @RequireScopes('admin')
  @Get()
  get(): string {
    return 'in'
  }
}

@Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Routes] })
class TestModule {}

describe.each(platforms)('an AuthException on $name', ({ create }) => {
  it('is answered with status, message and challenge, and without the reason', async () => {
    const url = await serve(await create(TestModule))
    const answer = await fetch(url, { headers: { Authorization: 'Bearer nonsense' } })
    expect(answer.status).toBe(401)
    const challenge = String(answer.headers.get('WWW-Authenticate'))
    expect(challenge).toContain('error="invalid_token"')
    const body = (await answer.json()) as { message: string }
    expect(body).toEqual({ statusCode: 401, message: expect.any(String) })
    expect(challenge).toContain(`error_description="${body.message}"`)
  })

  it('keeps the message of our own failures to itself', async () => {
    @Module({
      imports: [AuthModule.forRoot({ verifier: lost, global: true })],
      controllers: [Routes],
    })
    class LostModule {}
    const url = await serve(await create(LostModule))
    const answer = await fetch(url, { headers: bearer(await down.token()) })
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/)
    expect(answer.headers.has('WWW-Authenticate')).toBe(false)
    expect(await answer.json()).toEqual({ statusCode: 503, message: 'Service Unavailable' })
  })

  it('reaches exception filters as an HttpException, with the AuthError as its cause', async () => {
    const caught: unknown[] = []
    @Catch(HttpException)
    class Watch implements ExceptionFilter<HttpException> {
      catch(exception: HttpException, host: ArgumentsHost): void {
        caught.push(exception)
        const response: Response = host.switchToHttp().getResponse()
        response.status(exception.getStatus()).send(exception.getResponse())
      }
    }
    @UseFilters(Watch)
    @Controller()
    class Watched extends Routes {}
    @Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [Watched] })
    class WatchedModule {}

    const url = await serve(await create(WatchedModule))
    const answer = await fetch(url, { headers: bearer(await provider.token()) })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('WWW-Authenticate')).toContain('scope="admin"')
    expect(caught).toEqual([expect.any(AuthException)])
    expect((caught[0] as AuthException).cause.reason).toBe('insufficient_scope')
  })
})
