import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { TokenCache } from '../../src/cache/token-cache.js'
import * as signature from '../../src/token/verify-signature.js'
import { verifiedToken } from '../support/authenticated.js'
import { refusalOf } from '../support/outcome.js'
import { createProvenWorld, type ProvenWorld } from '../support/proven-world.js'

let world: ProvenWorld

beforeAll(async () => {
  world = await createProvenWorld()
})
afterAll(() => world.close())

describe('a token that was verified before', () => {
  it('is not verified again', async () => {
    const claims = { '~standard': z.object({})['~standard'] }
    const validate = vi.spyOn(claims['~standard'], 'validate')
    const verifier = world.verifier({ claims })
    const token = await world.provider.token()
    for (let time = 0; time < 3; time++) await verifier.verifyToken(token)
    expect(validate).toHaveBeenCalledTimes(1)
    const without = world.verifier({ claims, cache: false })
    for (let time = 0; time < 3; time++) await without.verifyToken(token)
    expect(validate).toHaveBeenCalledTimes(4)
  })

  it('says the same again, in an Authentication of its own', async () => {
    const verifier = world.verifier()
    const token = await world.provider.token({ scope: 'a b', act: { sub: 'x' } })
    const [first, second] = [await verifier.verifyToken(token), await verifier.verifyToken(token)]
    expect(second).toEqual(first)
    expect(second).not.toBe(first)
    expect(second.token).toBe(token)
  })

  it('expires', async () => {
    const verifier = world.verifier({ clockTolerance: 0 })
    const token = await world.provider.token()
    await verifier.verifyToken(token)
    world.clock.advance(300)
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('token_expired')
  })

  it('grows too old', async () => {
    const verifier = world.verifier({ clockTolerance: 0, maxTokenAge: 60 })
    const token = await world.provider.token()
    await verifier.verifyToken(token)
    world.clock.advance(60)
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('token_too_old')
  })

  it('is not valid yet where the clock is set back', async () => {
    const verifier = world.verifier()
    const now = world.clock()
    const token = await world.provider.token({ nbf: now / 1000 })
    await verifier.verifyToken(token)
    world.clock.set(now - 3_600_000)
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('token_not_yet_valid')
    world.clock.set(now)
  })

  it('goes with the key that signed it', async () => {
    const provider = world.provider
    const key = await provider.addKey('ES256', { kid: 'short-lived' })
    const verifier = world.verifier()
    const token = await provider.token({ exp: world.clock() / 1000 + 36_000 }, { key })
    await verifier.verifyToken(token)
    provider.removeKey('short-lived')
    world.clock.advance(660)
    await verifier.ready()
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('unknown_key')
  })

  it('is verified anew where its key has been replaced under the same name', async () => {
    const provider = world.provider
    const key = await provider.addKey('ES256', { kid: 'renamed' })
    const verifier = world.verifier()
    const token = await provider.token({ exp: world.clock() / 1000 + 36_000 }, { key })
    await verifier.verifyToken(token)
    provider.removeKey('renamed')
    await provider.addKey('ES256', { kid: 'renamed' })
    world.clock.advance(660)
    await verifier.ready()
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('invalid_signature')
  })

  it('still has to be presented by whoever holds its key', async () => {
    const verifier = world.verifier()
    const token = await world.token()
    await verifier.verifyRequest(world.request(token, world.proof(token)))
    const headers = { authorization: `Bearer ${token}` }
    const { reason } = await refusalOf(
      verifier.verifyRequest(world.request(token, '', { headers })),
    )
    expect(reason).toBe('bound_token_as_bearer')
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('unsupported_binding')
  })

  it('is another one with one byte changed', async () => {
    const verifier = world.verifier()
    const token = await world.provider.token()
    await verifier.verifyToken(token)
    const changed = `${token.slice(0, -4)}AAAA`
    expect((await refusalOf(verifier.verifyToken(changed))).reason).toBe('invalid_signature')
  })

  it('of a trusted-issuer function is asked for each time', async () => {
    const { issuer } = world.provider
    let trusted: string | undefined = issuer
    const lookUp = (): { issuer: string } | undefined => (trusted ? { issuer } : undefined)
    const verifier = world.verifier({ issuer: lookUp })
    const token = await world.provider.token()
    await verifier.verifyToken(token)
    trusted = undefined
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('untrusted_issuer')
  })
})

describe('refused tokens', () => {
  it('push out no good one', async () => {
    const check = vi.spyOn(signature, 'isSignedBy')
    const verifier = world.verifier({ cache: { tokens: 1 } })
    const token = await world.provider.token()
    await verifier.verifyToken(token)
    for (let at = 0; at < 50; at++) {
      const expired = await world.provider.token({ exp: 1 })
      await refusalOf(verifier.verifyToken(expired))
      await refusalOf(verifier.verifyToken(`${token.slice(0, -4)}AAAA`))
    }
    check.mockClear()
    await verifier.verifyToken(token)
    expect(check).not.toHaveBeenCalled()
    check.mockRestore()
  })
})

describe('the cache', () => {
  it('holds so many tokens, the ones used last', () => {
    const cache = new TokenCache(2)
    const token = verifiedToken({})
    cache.set('a', token, 100)
    cache.set('b', token, 100)
    cache.get('a')
    cache.set('c', token, 100)
    expect(cache.get('a')).toBe(token)
    expect(cache.get('b')).toBeUndefined()
    cache.clear()
    expect(cache.get('a')).toBeUndefined()
  })

  it('holds so many bytes, however many tokens that are', () => {
    const cache = new TokenCache(1_000_000)
    const token = verifiedToken({})
    for (let at = 0; at < 2_000; at++) cache.set(`k${at}`, token, 65_536)
    const held = Array.from({ length: 2_000 }, (_, at) => cache.get(`k${at}`)).filter(Boolean)
    expect(held.length).toBeGreaterThan(200)
    expect(held.length * 65_536 * 4).toBeLessThan(64 * 1024 * 1024)
  })
})
