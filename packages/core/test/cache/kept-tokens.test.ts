import { getHeapSnapshot } from 'node:v8'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'
import { scopes } from '../../src/index.js'
import type { Verifier } from '../../src/verifier-types.js'
import * as signature from '../../src/token/verify-signature.js'
import { refusalOf } from '../support/outcome.js'
import { createProvenWorld, type ProvenWorld } from '../support/proven-world.js'

let world: ProvenWorld

beforeAll(async () => {
  world = await createProvenWorld()
})
afterAll(() => world.close())

/** Has a token verified so often that it is kept. */
async function keep(verifier: Verifier<unknown>, token: string): Promise<void> {
  await verifier.verifyToken(token)
  await verifier.verifyToken(token)
}

/** How many signatures are checked meanwhile. */
async function signaturesChecked(during: () => Promise<unknown>): Promise<number> {
  const check = vi.spyOn(signature, 'isSignedBy')
  try {
    await during()
    return check.mock.calls.length
  } finally {
    check.mockRestore()
  }
}

describe('a token that was verified before', () => {
  it('is kept from its second time on', async () => {
    const claims = { '~standard': z.object({})['~standard'] }
    const validate = vi.spyOn(claims['~standard'], 'validate')
    const verifier = world.verifier({ claims })
    const token = await world.provider.token()
    const checked = await signaturesChecked(async () => {
      for (let time = 0; time < 5; time++) await verifier.verifyToken(token)
    })
    expect(checked).toBe(2)
    expect(validate).toHaveBeenCalledTimes(2)
  })

  it('is verified each time without a cache', async () => {
    const verifier = world.verifier({ cache: false })
    const token = await world.provider.token()
    const checked = await signaturesChecked(async () => {
      for (let time = 0; time < 5; time++) await verifier.verifyToken(token)
    })
    expect(checked).toBe(5)
  })

  it('stays while it is used, and another one goes that is not', async () => {
    const verifier = world.verifier({ cache: { tokens: 2 } })
    const [used, idle, newer] = [
      await world.provider.token(),
      await world.provider.token(),
      await world.provider.token(),
    ]
    await keep(verifier, used)
    await keep(verifier, idle)
    await verifier.verifyToken(used)
    await keep(verifier, newer)
    expect(await signaturesChecked(() => verifier.verifyToken(used))).toBe(0)
    expect(await signaturesChecked(() => verifier.verifyToken(idle))).toBe(1)
  })

  it('says the same again, in an Authentication of its own', async () => {
    const verifier = world.verifier()
    const token = await world.provider.token({ scope: 'a b', act: { sub: 'x' } })
    const first = await verifier.verifyToken(token)
    await verifier.verifyToken(token)
    const third = await verifier.verifyToken(token)
    expect(third).toEqual(first)
    expect(third).not.toBe(first)
    expect(third.token).toBe(token)
  })

  it('expires', async () => {
    const verifier = world.verifier({ clockTolerance: 0 })
    const token = await world.provider.token()
    await keep(verifier, token)
    world.clock.advance(300)
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('token_expired')
  })

  it('grows too old', async () => {
    const verifier = world.verifier({ clockTolerance: 0, maxTokenAge: 60 })
    const token = await world.provider.token()
    await keep(verifier, token)
    world.clock.advance(60)
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('token_too_old')
  })

  it('is not valid yet where the clock is set back', async () => {
    const verifier = world.verifier()
    const now = world.clock()
    const token = await world.provider.token({ nbf: now / 1000 })
    await keep(verifier, token)
    world.clock.set(now - 3_600_000)
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('token_not_yet_valid')
    world.clock.set(now)
  })

  it('goes with the key that signed it', async () => {
    const provider = world.provider
    const key = await provider.addKey('ES256', { kid: 'short-lived' })
    const verifier = world.verifier()
    const token = await provider.token({ exp: world.clock() / 1000 + 36_000 }, { key })
    await keep(verifier, token)
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
    await keep(verifier, token)
    provider.removeKey('renamed')
    await provider.addKey('ES256', { kid: 'renamed' })
    world.clock.advance(660)
    await verifier.ready()
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('invalid_signature')
  })

  it('still has to be presented by whoever holds its key', async () => {
    const verifier = world.verifier()
    const token = await world.token()
    for (let time = 0; time < 3; time++) {
      await verifier.verifyRequest(world.request(token, world.proof(token)))
    }
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
    await keep(verifier, token)
    const changed = `${token.slice(0, -4)}AAAA`
    expect((await refusalOf(verifier.verifyToken(changed))).reason).toBe('invalid_signature')
  })

  it('is another one with the same end', async () => {
    const verifier = world.verifier()
    const [token, other] = [await world.provider.token(), await world.provider.token()]
    await keep(verifier, token)
    const forged = other.slice(0, -40) + token.slice(-40)
    expect((await refusalOf(verifier.verifyToken(forged))).reason).toBe('invalid_signature')
    const [header = '', , signed = ''] = token.split('.')
    const swapped = `${header}.${other.split('.')[1]}.${signed}`
    expect((await refusalOf(verifier.verifyToken(swapped))).reason).toBe('invalid_signature')
  })

  it('is no better in another spelling', async () => {
    const verifier = world.verifier()
    const token = await world.provider.token()
    await keep(verifier, token)
    for (const spelling of [`${token}=`, `${token} `, ` ${token}`, token.replaceAll('-', '+')]) {
      if (spelling === token) continue
      expect((await refusalOf(verifier.verifyToken(spelling))).reason).toBe('malformed_token')
    }
  })

  it('is a token of its own with the twin of its signature, and no better than it', async () => {
    const verifier = world.verifier({ clockTolerance: 0 })
    const now = world.clock()
    const token = await world.provider.token({ exp: now / 1000 + 60 })
    await keep(verifier, token)
    const twin = withTwinSignature(token)
    const checked = await signaturesChecked(() => keep(verifier, twin))
    expect(checked).toBe(2)
    world.clock.advance(60)
    for (const one of [token, twin]) {
      expect((await refusalOf(verifier.verifyToken(one))).reason).toBe('token_expired')
    }
    world.clock.set(now)
  })

  it('is measured by each verifier for itself', async () => {
    const token = await world.provider.token()
    await keep(world.verifier(), token)
    const elsewhere = world.verifier({ audience: 'https://elsewhere.example' })
    expect((await refusalOf(elsewhere.verifyToken(token))).reason).toBe('wrong_audience')
    const stranger = world.verifier({ issuer: 'https://other.example' })
    expect((await refusalOf(stranger.verifyToken(token))).reason).toBe('untrusted_issuer')
  })

  it('has to satisfy the policy of each route', async () => {
    const verifier = world.verifier()
    const token = await world.provider.token({ scope: 'read' })
    await keep(verifier, token)
    const auth = await verifier.verifyToken(token)
    await verifier.authorize(auth, scopes('read'))
    const refused = await refusalOf(verifier.authorize(auth, scopes('write')))
    expect(refused.reason).toBe('insufficient_scope')
  })

  it("is nobody's once the verifier is closed", async () => {
    // Keys that were given are there for good.
    const keys = world.provider.jwks as JSONWebKeySet
    const verifier = world.verifier({ keys })
    const token = await world.provider.token()
    await keep(verifier, token)
    verifier.close()
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('dependency_unavailable')
  })

  it('is nowhere in memory', async () => {
    const verifier = world.verifier()
    // As numbers: the test itself must not hold it as a text.
    const signatures = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const token = await world.provider.token({ kept: 'by-the-cache-and-found-here' })
        await keep(verifier, token)
        return Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url')
      }),
    )
    const heap = await text(getHeapSnapshot())
    expect(heap).toContain('by-the-cache-and-found-here')
    for (const one of signatures) expect(heap).not.toContain(one.toString('base64url').slice(0, 60))
  }, 60_000)

  it('of a trusted-issuer function is asked for each time', async () => {
    const { issuer } = world.provider
    let trusted: string | undefined = issuer
    const lookUp = (): { issuer: string } | undefined => (trusted ? { issuer } : undefined)
    const verifier = world.verifier({ issuer: lookUp })
    const token = await world.provider.token()
    await keep(verifier, token)
    trusted = undefined
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('untrusted_issuer')
  })
})

describe('refused tokens', () => {
  it('push out no good one', async () => {
    const verifier = world.verifier({ cache: { tokens: 1 } })
    const token = await world.provider.token()
    await keep(verifier, token)
    const expired = await world.provider.token({ exp: 1 })
    const elsewhere = await world.provider.token({ aud: 'urn:elsewhere' })
    for (let at = 0; at < 50; at++) {
      const garbage = `${token.slice(0, -6)}${String(at).padStart(2, '0')}AAAA`
      for (const bad of [expired, elsewhere, garbage, `${garbage}.${garbage}`, `x${at}`]) {
        await refusalOf(verifier.verifyToken(bad))
      }
    }
    expect(await signaturesChecked(() => verifier.verifyToken(token))).toBe(0)
  })
})

describe('tokens that come once', () => {
  it('push out none that comes again', async () => {
    const verifier = world.verifier({ cache: { tokens: 50 } })
    const token = await world.provider.token()
    await keep(verifier, token)
    for (let at = 0; at < 40; at++) await verifier.verifyToken(await world.provider.token())
    expect(await signaturesChecked(() => verifier.verifyToken(token))).toBe(0)
  })
})

/** The same signature with -s in place of s: ECDSA takes both. */
function withTwinSignature(token: string): string {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const end = token.lastIndexOf('.') + 1
  const bytes = Buffer.from(token.slice(end), 'base64url')
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`)
  const twin = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex')
  return token.slice(0, end) + Buffer.concat([bytes.subarray(0, 32), twin]).toString('base64url')
}
