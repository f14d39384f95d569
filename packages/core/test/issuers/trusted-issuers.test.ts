import { createTestClock, createTestIdentityProvider } from '@countersign/testing'
import type { JSONWebKeySet } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  ConfigError,
  createVerifier,
  DependencyError,
  type IssuerOptions,
  type TrustedIssuer,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'

type Provider = Awaited<ReturnType<typeof createTestIdentityProvider>>

const audience = 'https://rs.example'
const clock = createTestClock()
let first: Provider
let second: Provider

beforeAll(async () => {
  // Both name their key es1.
  const options = { clock, audience, algorithms: ['ES256'] } as const
  first = await createTestIdentityProvider(options)
  second = await createTestIdentityProvider({ ...options, path: '/tenant' })
})
afterAll(async () => {
  await first.close()
  await second.close()
})

const keysOf = (provider: Provider): JSONWebKeySet => provider.jwks as JSONWebKeySet
const verifierOf = (issuer: VerifierOptions['issuer'], fetchKeys: typeof fetch = fetch): Verifier =>
  createVerifier({ issuer, audience, clock, fetch: fetchKeys })

/** A token that names one issuer and is signed by the key of another. */
function forged(signer: Provider, issuer: string): string {
  const key = signer.keys.get('es1')
  return signer.sign({ payload: { iss: issuer }, ...(key && { key }) })
}

const reasonOf = async (verifier: Verifier, token: string): Promise<string> =>
  (await refusalOf(verifier.verifyToken(token))).reason

describe('a list of issuers', () => {
  it('trusts each of them', async () => {
    const verifier = verifierOf([first.issuer, { issuer: second.issuer }])
    for (const provider of [first, second]) {
      const auth = await verifier.verifyToken(await provider.token())
      expect(auth.issuer).toBe(provider.issuer)
    }
    expect(verifier.health().issuers.map(({ state }) => state)).toEqual(['fresh', 'fresh'])
  })

  it('never takes the key of one for a token of another, though both have one name', async () => {
    const verifier = verifierOf([first.issuer, second.issuer])
    expect(await reasonOf(verifier, forged(second, first.issuer))).toBe('invalid_signature')
    expect(await reasonOf(verifier, forged(first, second.issuer))).toBe('invalid_signature')
  })

  it('gives each issuer its own rules', async () => {
    const verifier = verifierOf([
      { issuer: first.issuer, audience: 'urn:first' },
      { issuer: second.issuer, tokenType: 'jwt', algorithms: ['RS256'] },
    ])
    expect(await reasonOf(verifier, await first.token())).toBe('wrong_audience')
    await verifier.verifyToken(await first.token({ aud: 'urn:first' }))
    expect(await reasonOf(verifier, await second.token())).toBe('unsupported_algorithm')
    const plain = { header: { typ: 'JWT' } }
    expect(await reasonOf(verifier, await first.token({}, plain))).toBe('wrong_token_type')
  })

  it('has nothing fetched for an issuer that is not in it', async () => {
    const network = vi.fn<typeof fetch>(fetch)
    const verifier = verifierOf([first.issuer], network)
    const strangers = [
      second.issuer,
      `${first.issuer}/`,
      first.issuer.toUpperCase(),
      `${first.issuer}@evil.example`,
      `${first.issuer}\u0000`,
      'http://169.254.169.254',
      '__proto__',
      '',
    ]
    for (const issuer of strangers) {
      expect([issuer, await reasonOf(verifier, forged(first, issuer))]).toEqual([
        issuer,
        'untrusted_issuer',
      ])
    }
    expect(network).not.toHaveBeenCalled()
  })

  it('keeps one issuer going while another is away', async () => {
    const away = 'http://127.0.0.1:9'
    const verifier = verifierOf([first.issuer, away])
    await expect(verifier.ready()).rejects.toBeInstanceOf(DependencyError)
    await expect(verifier.verifyToken(await first.token())).resolves.toBeDefined()
    expect(await reasonOf(verifier, forged(first, away))).toBe('dependency_unavailable')
  })
})

describe('a function that knows the issuers', () => {
  it('is asked with the issuer of each token, every time', async () => {
    const known = vi.fn<TrustedIssuer>((issuer) => ({ issuer }))
    const verifier = verifierOf(known)
    expect(known).not.toHaveBeenCalled()
    for (const provider of [first, second, first]) {
      await verifier.verifyToken(await provider.token())
    }
    expect(known.mock.calls).toEqual([[first.issuer], [second.issuer], [first.issuer]])
  })

  it('has keys fetched once, however often it is asked', async () => {
    const verifier = verifierOf(async (issuer) => ({ issuer }))
    const before = first.requestCount()
    for (let n = 0; n < 5; n++) await verifier.verifyToken(await first.token())
    expect(first.requestCount()).toBe(before + 2)
  })

  it.each([undefined, null])('does not trust an issuer by returning %s', async (nothing) => {
    const network = vi.fn<typeof fetch>(fetch)
    const verifier = verifierOf(() => nothing as undefined, network)
    expect(await reasonOf(verifier, await first.token())).toBe('untrusted_issuer')
    expect(network).not.toHaveBeenCalled()
  })

  it('does not trust one issuer by returning another', async () => {
    const network = vi.fn<typeof fetch>(fetch)
    const verifier = verifierOf(() => ({ issuer: second.issuer }), network)
    expect(await reasonOf(verifier, forged(second, first.issuer))).toBe('untrusted_issuer')
    expect(network).not.toHaveBeenCalled()
  })

  it('is not asked about what is no issuer identifier', async () => {
    const known = vi.fn<TrustedIssuer>((issuer) => ({ issuer }))
    const verifier = verifierOf(known)
    const names = ['', 'u1', '../etc/passwd', 'http://id.example', 'file:///etc', "' OR 1=1"]
    for (const name of [...names, 'https://id.example?x', 'https://id.example#x']) {
      expect([name, await reasonOf(verifier, forged(first, name))]).toEqual([
        name,
        'untrusted_issuer',
      ])
    }
    expect(known).not.toHaveBeenCalled()
  })

  it('is not to blame the client for its own failure', async () => {
    const cause = new Error('the database is away')
    const throwing: TrustedIssuer = () => {
      throw cause
    }
    for (const known of [throwing, () => Promise.reject(cause)]) {
      const error = await refusalOf(verifierOf(known).verifyToken(await first.token()))
      expect(error).toMatchObject({ status: 503, reason: 'dependency_unavailable', cause })
    }
  })

  it('is no fault of the client where it returns options that are wrong', async () => {
    const wrong: readonly object[] = [
      { issuer: 'id.example' },
      { issuer: first.issuer, algorithms: ['HS256'] },
      { issuer: first.issuer, jwks: {} },
      { issuer: first.issuer, keys: { keys: [] } },
    ]
    for (const options of wrong) {
      const verifier = verifierOf(() => options as IssuerOptions)
      const refused = await refusalOf(verifier.verifyToken(await first.token()))
      expect(refused).toMatchObject({ status: 503, cause: expect.any(ConfigError) })
    }
  })

  it('withdraws its trust at once', async () => {
    const trusted = new Set([first.issuer])
    const verifier = verifierOf((issuer) => (trusted.has(issuer) ? { issuer } : undefined))
    await verifier.verifyToken(await first.token())
    trusted.clear()
    expect(await reasonOf(verifier, await first.token())).toBe('untrusted_issuer')
  })

  it('changes the rules of an issuer at once, and keeps its keys', async () => {
    const options: IssuerOptions = { issuer: first.issuer, keys: new URL(first.jwksUri) }
    // New objects each time, as out of a database.
    const verifier = verifierOf(() => ({ ...options, keys: new URL(first.jwksUri) }))
    await verifier.verifyToken(await first.token())
    const before = first.requestCount()
    options.audience = 'urn:changed'
    expect(await reasonOf(verifier, await first.token())).toBe('wrong_audience')
    expect(first.requestCount()).toBe(before)
  })

  it('changes the keys of an issuer at once', async () => {
    let keys = structuredClone(keysOf(first))
    const verifier = verifierOf((issuer) => ({ issuer, keys: structuredClone(keys) }))
    await verifier.verifyToken(await first.token())
    keys = structuredClone(keysOf(second))
    expect(await reasonOf(verifier, await first.token())).toBe('invalid_signature')
    await verifier.verifyToken(forged(second, first.issuer))
  })

  it('has nothing to fetch for ready()', async () => {
    const known = vi.fn<TrustedIssuer>()
    await verifierOf(known).ready()
    expect(known).not.toHaveBeenCalled()
  })
})

it('fetches nothing for an issuer that was looked up while the verifier was closed', async () => {
  const network = vi.fn<typeof fetch>(fetch)
  const verifier = verifierOf((issuer) => {
    verifier.close()
    return { issuer }
  }, network)
  expect(await reasonOf(verifier, await first.token())).toBe('dependency_unavailable')
  expect(network).not.toHaveBeenCalled()
})

it('is not ready any more once it was closed, whatever the issuers are', async () => {
  const issuers = [[first.issuer], { issuer: first.issuer, keys: keysOf(first) }, () => undefined]
  for (const issuer of issuers) {
    const verifier = verifierOf(issuer)
    await verifier.ready()
    verifier.close()
    await expect(verifier.ready()).rejects.toThrow('The verifier was closed')
  }
})

it('drops the keys of every issuer when it is closed', async () => {
  for (const issuer of [[first.issuer], (asked: string) => ({ issuer: asked })]) {
    const verifier = verifierOf(issuer)
    await verifier.verifyToken(await first.token())
    expect(verifier.health().issuers).toMatchObject([{ issuer: first.issuer, keys: 1 }])
    verifier.close()
    expect(verifier.health().issuers).toMatchObject([{ issuer: first.issuer, keys: 0 }])
    expect(verifier.exportKeys().issuers).toEqual([])
  }
})
