import { createTestClock, createTestIdentityProvider, encodeSegment } from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createVerifier,
  type IssuerOptions,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js'
import { resolveOptions } from '../../src/config/resolve-options.js'
import { TrustedIssuers } from '../../src/issuers/trusted-issuers.js'
import { refusalOf } from '../support/outcome.js'

const audience = 'https://rs.example'
const clock = createTestClock()
const verifiers: Verifier[] = []
let provider: Awaited<ReturnType<typeof createTestIdentityProvider>>

beforeEach(async () => {
  provider = await createTestIdentityProvider({ clock, audience, algorithms: ['ES256'] })
})
afterEach(async () => {
  for (const verifier of verifiers.splice(0)) verifier.close()
  await provider.close()
})

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n)

/** Tenants are issuers of their own, whose keys are all at one provider. */
const tenant = (n: number): string => `https://t${n}.example`
const keysOf = (n: number): URL => new URL(`${provider.jwksUri}?tenant=${n}`)
const optionsOf = (n: number): IssuerOptions => ({ issuer: tenant(n), keys: keysOf(n) })
const tokenOf = (issuer: string): string => provider.sign({ payload: { iss: issuer } })

function known(issuer: string): IssuerOptions {
  const number = /^https:\/\/t(\d+)\.example$/.exec(issuer)?.[1]
  // Whatever else looks like a tenant is vouched for as well.
  return number === undefined ? { issuer } : optionsOf(Number(number))
}

function verifierOf(options: Partial<VerifierOptions> = {}): Verifier {
  const verifier = createVerifier({ issuer: known, audience, clock, ...options }) as Verifier
  verifiers.push(verifier)
  return verifier
}

const use = (verifier: Verifier, issuer: string): Promise<unknown> =>
  verifier.verifyToken(tokenOf(issuer))
/** Tokens that nobody has signed, of issuers that nobody has heard of. */
function strangers(count: number): readonly string[] {
  const [header, , signature] = tokenOf(tenant(0)).split('.')
  return range(count).map((n) => {
    const payload = encodeSegment(provider.claims({ iss: `https://made-up-${n}.example` }))
    return `${header}.${payload}.${signature}`
  })
}

const heldBy = (verifier: Verifier): readonly string[] =>
  verifier
    .health()
    .issuers.map(({ issuer }) => issuer)
    .toSorted()

const urlOf = (input: Parameters<typeof fetch>[0]): string =>
  input instanceof Request ? input.url : input.toString()

/** Real fetches of what the provider has, and a test’s own answer to everything else. */
function network(elsewhere: (signal: AbortSignal | null | undefined) => Promise<Response>) {
  const counted = { open: 0, most: 0, elsewhere: 0 }
  const fetchKeys: typeof fetch = async (input, init) => {
    if (urlOf(input).startsWith(provider.issuer)) return fetch(input, init)
    counted.elsewhere++
    counted.most = Math.max(counted.most, ++counted.open)
    try {
      return await elsewhere(init?.signal)
    } finally {
      counted.open--
    }
  }
  return { counted, fetch: fetchKeys }
}

const hang = (signal: AbortSignal | null | undefined): Promise<Response> =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

describe('a flood of made-up tenants', () => {
  it('has none of the known ones fetched again', async () => {
    const { fetch: fetchKeys, counted } = network(async () => new Response(null, { status: 404 }))
    const verifier = verifierOf({ fetch: fetchKeys, limits: { issuers: 50 } })
    for (const n of range(50)) await use(verifier, tenant(n))
    const before = provider.requestCount()
    const flood = strangers(2_000)
    for (let at = 0; at < flood.length; at += 50) {
      const some = flood.slice(at, at + 50)
      await Promise.all(some.map((token) => refusalOf(verifier.verifyToken(token))))
    }
    for (const n of range(50)) await use(verifier, tenant(n))
    expect(provider.requestCount()).toBe(before)
    expect(heldBy(verifier)).toHaveLength(150)
    expect(counted.most).toBeLessThanOrEqual(50)
  })

  it('opens no more connections than there is room for, and is told to come back', async () => {
    const { fetch: fetchKeys, counted } = network(hang)
    const verifier = verifierOf({ fetch: fetchKeys })
    for (const n of range(50)) await use(verifier, tenant(n))
    const before = provider.requestCount()
    const refusals = strangers(10_000).map((token) => refusalOf(verifier.verifyToken(token)))
    // All but those that are waiting for their keys.
    let told = 0
    await new Promise<void>((resolve) => {
      const tell = (): unknown => ++told === 9_750 && resolve()
      for (const refusal of refusals) void refusal.then(tell)
    })
    expect(counted).toEqual({ open: 250, most: 250, elsewhere: 250 })
    for (const n of range(50)) await use(verifier, tenant(n))
    expect(provider.requestCount()).toBe(before)

    verifier.close()
    const ends = await Promise.all(refusals)
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([503]))
    expect(counted.open).toBe(0)
  })
})

describe('a tenant that nobody asks for', () => {
  it('is dropped after an hour, and fetched again when it comes back', async () => {
    const verifier = verifierOf()
    await use(verifier, tenant(0))
    const before = provider.requestCount()
    clock.advance(1_800)
    await use(verifier, tenant(1))
    clock.advance(1_799)
    await use(verifier, tenant(1))
    expect(heldBy(verifier)).toEqual([tenant(0), tenant(1)])
    clock.advance(1)
    await use(verifier, tenant(1))
    expect(heldBy(verifier)).toEqual([tenant(1)])
    await use(verifier, tenant(0))
    expect(heldBy(verifier)).toEqual([tenant(0), tenant(1)])
    expect(provider.requests.slice(before).some(({ url }) => url.endsWith('tenant=0'))).toBe(true)
  })

  it('stays if it is in a list, and never is idle', async () => {
    const issuers = new TrustedIssuers(
      resolveOptions({ issuer: [optionsOf(0), optionsOf(1)], audience, clock }),
    )
    await issuers.ready()
    clock.advance(7_200)
    await issuers.find(tenant(1))
    expect(issuers.health().map(({ keys }) => keys)).toEqual([1, 1])
    expect(issuers.find(tenant(0))).toMatchObject({ keys: { isIdle: false } })
    issuers.close()
  })
})

describe('the limit of issuers', () => {
  it('is about the ones that were used last', async () => {
    const verifier = verifierOf({ limits: { issuers: 3 } })
    for (const n of [0, 1, 2, 0, 3]) await use(verifier, tenant(n))
    expect(heldBy(verifier)).toEqual([0, 2, 3].map(tenant))
    await expect(use(verifier, tenant(1))).resolves.toBeDefined()
  })

  it('says nothing of a list', async () => {
    const verifier = verifierOf({ issuer: range(5).map(optionsOf), limits: { issuers: 1 } })
    await verifier.ready()
    expect(heldBy(verifier)).toHaveLength(5)
  })
})

/** A network on which the keys of every fiftieth tenant cannot be reached. */
const partlyAway: typeof fetch = (input, init) => {
  const away = Number(/\d+$/.exec(urlOf(input))?.[0]) % 50 === 7
  return fetch(away ? 'http://127.0.0.1:9' : input, init)
}

describe('a list of many issuers', () => {
  it('is ready after one fetch for each, 32 at a time', async () => {
    let open = 0
    let most = 0
    const fetchKeys: typeof fetch = async (input, init) => {
      most = Math.max(most, ++open)
      const response = await fetch(input, init)
      open--
      return response
    }
    const verifier = verifierOf({ issuer: range(100).map(optionsOf), fetch: fetchKeys })
    const before = provider.requestCount()
    await verifier.ready()
    expect(provider.requestCount()).toBe(before + 100)
    expect(most).toBe(32)
    expect(verifier.health().issuers.every(({ state }) => state === 'fresh')).toBe(true)
  })

  it('tells how many are away, and has the others ready', async () => {
    const verifier = verifierOf({ issuer: range(100).map(optionsOf), fetch: partlyAway })
    await expect(verifier.ready()).rejects.toMatchObject({
      status: 503,
      message: 'The keys of 2 of 100 issuers cannot be loaded',
    })
    const empty = verifier.health().issuers.filter(({ keys }) => keys === 0)
    expect(empty.map(({ issuer }) => issuer)).toEqual([tenant(7), tenant(57)])
  })

  it('has each of them found without waiting', () => {
    const options = resolveOptions({ issuer: range(1_000).map(optionsOf), audience, clock })
    const issuers = new TrustedIssuers(options)
    for (const n of range(1_000)) {
      expect(issuers.find(tenant(n))).toMatchObject({ profile: { issuer: tenant(n) } })
    }
    expect(issuers.find(tenant(1_000))).toBeUndefined()
    issuers.close()
    expect(() => issuers.find(tenant(0))).toThrow('The verifier was closed')
  })
})
