import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { rawRequest, useTestIdentityProvider } from '../src/index.js'

const options = { algorithms: ['ES256'], audience: 'https://api.example' } as const

describe('useTestIdentityProvider', () => {
  const idp = useTestIdentityProvider({ beforeAll, afterEach, afterAll }, options)
  let issuer: string

  beforeAll(() => {
    issuer = idp().issuer
  })

  it('has a provider at work, of these options', async () => {
    const { keys } = (await (await fetch(idp().jwksUri)).json()) as { keys: unknown[] }
    expect(keys).toHaveLength(1)
    expect(idp().claims()['aud']).toBe('https://api.example')
    idp().fault('jwks', { status: 500 })
    await idp().stop()
  })

  it('has the same one for each test, and without the faults of the last', async () => {
    expect(idp().issuer).toBe(issuer)
    expect((await rawRequest(idp().jwksUri)).status).toBe(200)
  })
})

it('throws before its time, and closes what it has started, by whatever names the hooks go', async () => {
  const bodies: Record<string, () => Promise<void>> = {}
  const hook = (name: string) => (body: () => Promise<void>) => {
    bodies[name] = body
  }
  const idp = useTestIdentityProvider({ before: hook('before'), after: hook('after') }, options)
  expect(idp).toThrow('not there yet')
  await bodies['before']?.()
  const { jwksUri } = idp()
  expect((await fetch(jwksUri)).status).toBe(200)
  await bodies['after']?.()
  await expect(fetch(jwksUri)).rejects.toThrow('fetch failed')
})
