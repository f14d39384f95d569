import { type Authentication, type Verifier } from '@countersign/core'
import {
  Controller,
  Get,
  type INestApplication,
  Injectable,
  Module,
  type Type,
} from '@nestjs/common'
import { describe, expect, it } from 'vitest'
import {
  Auth,
  AuthModule,
  type AuthModuleOptions,
  InjectVerifier,
  OptionalAuth,
  Public,
  RequireScopes,
  UseVerifier,
} from '../src/index.js'
import { platforms, serve } from './platforms.js'
import { bearer, startProvider } from './provider.js'

const { provider: people, verifier } = await startProvider()
const { provider: staff, verifier: admin } = await startProvider()

@Controller()
class Mixed {
  @Get('mine')
  mine(@Auth() auth: Authentication): string {
    return auth.issuer
  }
  @UseVerifier('admin')
  @Get('theirs')
  theirs(@Auth() auth: Authentication): string {
    return auth.issuer
  }
  @UseVerifier('admin')
  @OptionalAuth()
  @Get('either')
  either(@Auth() auth: Authentication | undefined): string {
    return auth?.issuer ?? 'nobody'
  }
}

@UseVerifier('admin')
@Controller('admin')
class Admin {
  readonly #verifiers: readonly Verifier[]
  constructor(@InjectVerifier() main: Verifier, @InjectVerifier('admin') named: Verifier) {
    this.#verifiers = [main, named]
  }
  @RequireScopes('audit')
  @Get()
  get(@Auth() auth: Authentication): string {
    return auth.issuer
  }
  @Public()
  @Get('injected')
  injected(): boolean[] {
    return [this.#verifiers[0] === verifier, this.#verifiers[1] === admin]
  }
}

const main = AuthModule.forRoot({ verifier, global: true })
const named = AuthModule.forRoot({ verifier: admin, name: 'admin' })

function moduleOf(imports: readonly unknown[], controllers: Type[] = [Mixed, Admin]): Type {
  @Module({ imports: imports as Type[], controllers })
  class TestModule {}
  return TestModule
}

@Injectable()
class Settings {
  create(): AuthModuleOptions {
    return { verifier: admin }
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

const own = async (): Promise<Record<string, string>> =>
  bearer(await people.token({ scope: 'audit' }))
const foreign = async (): Promise<Record<string, string>> =>
  bearer(await staff.token({ scope: 'audit' }))

/** What an application does not start with. */
async function failure(creation: Promise<INestApplication>): Promise<unknown> {
  const app = await creation
  const error: unknown = await app.init().catch((cause: unknown) => cause)
  await app.close()
  return error
}

describe.each(platforms)('several verifiers on $name', ({ create }) => {
  it('never take a token of each other, and tell who it is by their own', async () => {
    const url = await serve(await create(moduleOf([main, named])))
    const [mine, theirs] = [await own(), await foreign()]
    const get = (path: string, headers: Record<string, string>): Promise<Response> =>
      fetch(`${url}/${path}`, { headers })
    expect(await (await get('mine', mine)).text()).toBe(people.issuer)
    expect((await get('mine', theirs)).status).toBe(401)
    for (const path of ['theirs', 'either', 'admin']) {
      expect(await (await get(path, theirs)).text()).toBe(staff.issuer)
      const refused = await get(path, mine)
      expect(refused.status).toBe(401)
      expect(refused.headers.get('WWW-Authenticate')).toContain('error="invalid_token"')
    }
    expect(await (await get('either', {})).text()).toBe('nobody')
    expect((await get('admin', bearer(await staff.token()))).status).toBe(403)
    expect(await (await get('admin/injected', {})).json()).toEqual([true, true])
  })

  it.each([
    ['a factory', { useFactory: () => ({ verifier: admin }) }],
    ['a class', { useClass: Settings }],
    ['a provider', { imports: [SettingsModule], useExisting: Settings }],
  ])('come from %s too', async (_what, options) => {
    const later = AuthModule.forRootAsync({ ...options, name: 'admin' })
    const url = await serve(await create(moduleOf([main, later])))
    expect((await fetch(`${url}/theirs`, { headers: await foreign() })).status).toBe(200)
    expect((await fetch(`${url}/theirs`, { headers: await own() })).status).toBe(401)
  })

  it('are found wherever their module is imported', async () => {
    @Module({ imports: [named] })
    class Elsewhere {}
    const url = await serve(await create(moduleOf([main, Elsewhere], [Mixed])))
    expect((await fetch(`${url}/theirs`, { headers: await foreign() })).status).toBe(200)
  })

  it('do not start where a handler asks for one that is not there, or for one of two', async () => {
    const missing = '"admin" is the name of no AuthModule'
    expect(String(await failure(create(moduleOf([main], [Mixed]))))).toContain(missing)
    const second = AuthModule.forRoot({ verifier, name: 'admin' })
    const twice = '"admin" is that of 2 AuthModules'
    expect(String(await failure(create(moduleOf([main, named, second], [Mixed]))))).toContain(twice)
  })

  it('let nobody in where no guard asks them', async () => {
    const unguarded = AuthModule.forRoot({ verifier })
    const url = await serve(await create(moduleOf([unguarded, named])))
    for (const path of ['theirs', 'admin']) {
      expect((await fetch(`${url}/${path}`, { headers: await foreign() })).status).toBe(500)
    }
  })
})

describe('the name of a verifier', () => {
  it('is a name', () => {
    expect(() => UseVerifier('')).toThrow('"name" of a verifier must be a string')
    expect(() => AuthModule.forRoot({ verifier, name: '' })).toThrow('"name" of a verifier')
  })

  it('does not go with the guard of everything, nor with a method that is public', () => {
    expect(() => AuthModule.forRoot({ verifier, name: 'admin', global: true })).toThrow(
      '"global" is for the AuthModule without a name',
    )
    expect(() => {
      class Contradiction {
        @Public()
        @UseVerifier('admin')
        get(): void {}
      }
      return Contradiction
    }).toThrow('"Public" contradicts a policy or verifier')
  })
})
