import { ConfigError, type Verifier } from '@countersign/core'
import { All, Controller, Get, Inject, Injectable, Module } from '@nestjs/common'
import { describe, expect, it } from 'vitest'
import { AuthModule, type AuthModuleOptions, Public, VERIFIER } from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider({
  resource: { resource: 'https://rs.example/api' },
})
const wellKnown = '/.well-known/oauth-protected-resource/api'

@Controller()
class Routes {
  @Get('closed')
  closed(): string {
    return 'in'
  }
}

describe.each(platforms)('AuthModule on $name', ({ create }) => {
  it('takes its verifier from a factory', async () => {
    @Injectable()
    class Settings {
      readonly verifier = verifier
    }
    @Module({ providers: [Settings], exports: [Settings] })
    class SettingsModule {}
    @Module({
      imports: [
        AuthModule.forRootAsync({
          global: true,
          imports: [SettingsModule],
          inject: [Settings],
          useFactory: async (settings: Settings): Promise<AuthModuleOptions> => settings,
        }),
      ],
      controllers: [Routes],
    })
    class TestModule {}
    const url = `${await serve(await create(TestModule))}/closed`
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: bearer(await provider.token()) })).status).toBe(200)
  })

  it('does not start without a verifier', async () => {
    @Module({ imports: [AuthModule.forRoot({ verifier: {} as Verifier, global: true })] })
    class TestModule {}
    await expect(create(TestModule)).rejects.toThrow(ConfigError)
  })

  it('does not start with an option that would protect nothing where it stands', async () => {
    const useFactory = (): AuthModuleOptions & { global: boolean } => ({ verifier, global: true })
    @Module({ imports: [AuthModule.forRootAsync({ useFactory })] })
    class InFactory {}
    const misspelt = { verifier, gloal: true }
    @Module({ imports: [AuthModule.forRoot(misspelt)] })
    class Misspelt {}
    await expect(create(InFactory)).rejects.toThrow('"global" is not an option')
    await expect(create(Misspelt)).rejects.toThrow('"gloal" is not an option')
  })

  it('lets the verifier be injected', async () => {
    @Controller()
    class Health {
      readonly #verifier: Verifier
      constructor(@Inject(VERIFIER) injected: Verifier) {
        this.#verifier = injected
      }
      @Public()
      @Get()
      same(): object {
        return { same: this.#verifier === verifier }
      }
    }
    @Module({ controllers: [Health] })
    class Feature {}
    @Module({ imports: [AuthModule.forRoot({ verifier, global: true }), Feature] })
    class TestModule {}
    const url = await serve(await create(TestModule))
    expect(await (await fetch(url)).json()).toEqual({ same: true })
  })

  it('serves the RFC 9728 document at the root, past prefix, guard and catch-all routes', async () => {
    @Controller()
    class CatchAll {
      @All('*')
      all(): string {
        return 'caught'
      }
    }
    @Module({ imports: [AuthModule.forRoot({ verifier, global: true })], controllers: [CatchAll] })
    class TestModule {}
    for (const prefix of [undefined, 'v1']) {
      const app = await create(TestModule)
      if (prefix !== undefined) app.setGlobalPrefix(prefix)
      const url = (await serve(app)) + wellKnown
      const get = await fetch(url)
      expect(get.headers.get('Content-Type')).toBe('application/json')
      expect(await get.json()).toMatchObject({ resource: 'https://rs.example/api' })
      expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
      expect((await fetch(url, { method: 'OPTIONS' })).status).toBe(204)
      expect((await fetch(url, { method: 'POST' })).headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
    }
  })
})
