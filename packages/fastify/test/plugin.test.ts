import { ConfigError } from '@countersign/core'
import { describe, expect, it } from 'vitest'
import { authOf, countersign, requireScopes, type CountersignOptions } from '../src/index.js'
import { application, serve } from './listen.js'
import { bearer, startProvider } from './provider.js'

const { provider, verifier } = await startProvider({
  resource: { resource: 'https://rs.example' },
})

describe('the plugin', () => {
  it('protects the context that it is registered in, and serves the document', async () => {
    const app = application()
    void app.register(countersign, { verifier })
    app.get('/', { preHandler: requireScopes('read') }, async (request) => ({
      subject: authOf(verifier, request).subject,
      decorated: request.getDecorator<unknown>('auth') === authOf(verifier, request),
    }))
    const url = await serve(app)
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(`${url}/none`)).status).toBe(401)
    const metadata = await fetch(`${url}/.well-known/oauth-protected-resource`)
    expect(await metadata.json()).toHaveProperty('resource')
    const answer = await fetch(url, { headers: bearer(await provider.token()) })
    expect(await answer.json()).toEqual({ subject: 'u1', decorated: true })
  })

  it('leaves the contexts around it alone, and may be registered in several', async () => {
    const app = application()
    app.get('/open', async () => 'open')
    for (const prefix of ['/a', '/b']) {
      await app.register(
        async (scope) => {
          await scope.register(countersign, { verifier, optional: prefix === '/b' })
          await scope.register(async (inner) => void inner.register(countersign, { verifier }))
          scope.get('/', async () => 'in')
        },
        { prefix },
      )
    }
    const url = await serve(app)
    const answers = await Promise.all(['/open', '/a', '/b'].map((path) => fetch(url + path)))
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200])
  })

  it.each<[string, unknown]>([
    ['verifier', { verifier: {} }],
    ['optinal', { verifier, optinal: true }],
    ['hook', { verifier, hook: 'onSend' }],
  ])('fails to register with a malformed %s', async (option, options) => {
    const app = application()
    const problem = await Promise.resolve(
      app.register(countersign, options as CountersignOptions),
    ).then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(problem).toBeInstanceOf(ConfigError)
    expect(problem).toMatchObject({ option })
  })
})
