import { describe, expect, it } from 'vitest'
import { authenticate, authOf } from '../src/index.js'
import { application } from './listen.js'
import { bearer, startProvider } from './provider.js'
import type { FastifyServerOptions, InjectOptions } from 'fastify'

const { provider, verifier } = await startProvider()

async function inject(init: InjectOptions, options?: FastifyServerOptions): Promise<number> {
  const app = application(options)
  app.addHook('onRequest', authenticate(verifier))
  app.get('/', async (request) => authOf(verifier, request).subject)
  return (await app.inject({ path: '/', ...init })).statusCode
}

describe('app.inject()', () => {
  it('counts as a connection on loopback, which it is', async () => {
    expect(await inject({ headers: bearer(await provider.token()) })).toBe(200)
    expect(await inject({})).toBe(401)
    expect(await inject({ headers: bearer(await provider.token({ exp: 1 })) })).toBe(401)
  })

  it('comes over plain HTTP from where it is said to come from, whatever its URL and Host say', async () => {
    const headers = bearer(await provider.token())
    const far = { remoteAddress: '203.0.113.7', headers }
    expect(await inject(far)).toBe(400)
    expect(await inject({ ...far, path: 'https://rs.example/' })).toBe(400)
    expect(await inject({ ...far, headers: { ...headers, host: 'localhost' } })).toBe(400)
    const forwarded = { ...headers, 'x-forwarded-proto': 'https' }
    expect(await inject({ ...far, headers: forwarded })).toBe(400)
    expect(await inject({ ...far, headers: forwarded }, { trustProxy: true })).toBe(200)
    expect(await inject({ ...far, headers: forwarded }, { trustProxy: '203.0.113.0/24' })).toBe(200)
    expect(await inject({ ...far, headers: forwarded }, { trustProxy: '192.0.2.1' })).toBe(400)
  })

  it('has every line of a header', async () => {
    const { Authorization } = bearer(await provider.token())
    const headers = { authorization: [Authorization, Authorization] }
    expect(await inject({ headers } as unknown as InjectOptions)).toBe(400)
  })
})
