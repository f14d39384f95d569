import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { type CryptoKey, decodeJwt, importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVerifier, type VerifierOptions } from '../../src/index.js'
import { clientAuthenticator } from '../../src/introspection/client-authentication.js'
import { introspectingByKey } from '../support/introspecting.js'

let provider: TestIdentityProvider
beforeAll(async () => {
  provider = await createTestIdentityProvider({ algorithms: ['ES256'] })
})
afterAll(() => provider.close())

async function basic(clientId: string, credential: string): Promise<string> {
  const { headers } = await clientAuthenticator({ clientId, credential }, '', () => 0)()
  const [, encoded = ''] = (headers['authorization'] ?? '').split(' ')
  return Buffer.from(encoded, 'base64').toString()
}

/** What the assertion is for that a verifier asks the provider with. */
async function audienceBy(options: Partial<VerifierOptions>): Promise<unknown> {
  const { issuer } = provider
  const audience = 'https://rs.example'
  const verifier = createVerifier({ issuer, audience, ...options })
  await verifier.verifyToken(provider.introspection.issue())
  verifier.close()
  const { body = '' } = provider.requests.at(-1) ?? {}
  return decodeJwt(new URLSearchParams(body).get('client_assertion') ?? '').aud
}

describe('a client secret', () => {
  it.each([
    ['rs', 'secret', 'rs:secret'],
    ['a:b', 'c:d', 'a%3Ab:c%3Ad'],
    ['with space', '+%&=', 'with+space:%2B%25%26%3D'],
    ['é', '€', '%C3%A9:%E2%82%AC'],
    ["-._*!'()", '~', '-._*%21%27%28%29:%7E'],
  ])('is form-encoded with the id: %s, %s', async (id, secret, pair) => {
    expect(await basic(id, secret)).toBe(pair)
  })
})

describe('a client assertion', () => {
  it('is for the issuer where there is one, and otherwise for the endpoint', async () => {
    const introspection = introspectingByKey(provider)
    const { issuer } = provider
    expect(await audienceBy({ introspection })).toBe(issuer)
    expect(await audienceBy({ issuer: { issuer, introspection } })).toBe(issuer)
    const others = ['https://other.example']
    const own = [...others, { issuer, introspection }]
    expect(await audienceBy({ issuer: own })).toBe(issuer)
    const shared = { issuer: [...others, issuer], introspection }
    expect(await audienceBy(shared)).toBe(introspection.endpoint)
    const byFunction = { issuer: () => ({ issuer }), introspection }
    expect(await audienceBy(byFunction)).toBe(introspection.endpoint)
  })

  it('is made by a CryptoKey too, one that cannot be exported', async () => {
    const { privateKey: jwk } = provider.introspection.client
    const key = await importJWK(jwk, 'ES256', { extractable: false })
    const introspection = introspectingByKey(provider, { privateKey: key as CryptoKey })
    expect(await audienceBy({ introspection })).toBe(provider.issuer)
  })
})
