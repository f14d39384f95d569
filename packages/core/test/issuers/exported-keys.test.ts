import { createTestClock, createTestIdentityProvider } from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  CHANNELS,
  createVerifier,
  type KeysMessage,
  type TrustedIssuer,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import { recordChannel } from '../support/recorded-channel.js'

type Provider = Awaited<ReturnType<typeof createTestIdentityProvider>>
type Snapshot = ReturnType<Verifier['exportKeys']>

const audience = 'https://rs.example'
const verifiers: Verifier[] = []
let clock: ReturnType<typeof createTestClock>
let first: Provider
let second: Provider

beforeEach(async () => {
  clock = createTestClock()
  const options = { clock, audience, algorithms: ['ES256'] } as const
  first = await createTestIdentityProvider(options)
  second = await createTestIdentityProvider({ ...options, path: '/tenant' })
})
afterEach(async () => {
  for (const verifier of verifiers.splice(0)) verifier.close()
  await first.close()
  await second.close()
})

const vouchForAll: TrustedIssuer = (issuer) => ({ issuer })
const withUrl: TrustedIssuer = (issuer) => ({ issuer, keys: new URL(`${issuer}/jwks`) })
const both = (): string[] => [first.issuer, second.issuer]

function verifierOf(options: Partial<VerifierOptions> = {}): Verifier {
  const verifier = createVerifier({ issuer: both(), audience, clock, ...options }) as Verifier
  verifiers.push(verifier)
  return verifier
}

/** A snapshot as another process reads it from a file. */
async function exported(issuer: VerifierOptions['issuer']): Promise<Snapshot> {
  const verifier = verifierOf({ issuer })
  for (const provider of [first, second]) await verifier.verifyToken(await provider.token())
  return JSON.parse(JSON.stringify(verifier.exportKeys())) as Snapshot
}

async function stopBoth(): Promise<void> {
  await first.stop()
  await second.stop()
}

const held = (verifier: Verifier): readonly string[] =>
  verifier.health().issuers.map(({ issuer, keys }) => `${issuer} ${keys}`)

describe.each<[string, () => VerifierOptions['issuer']]>([
  ['a list', both],
  ['a function', () => vouchForAll],
])('the keys that were exported from %s', (_, issuer) => {
  it('start another verifier without its providers', async () => {
    const snapshot = await exported(issuer())
    expect(snapshot.issuers.map((entry) => entry.issuer)).toEqual(both())
    await stopBoth()
    const verifier = verifierOf({ issuer: issuer() })
    verifier.importKeys(snapshot)
    await verifier.ready()
    for (const provider of [first, second]) {
      const auth = await verifier.verifyToken(await provider.token())
      expect(auth.issuer).toBe(provider.issuer)
    }
  })

  it('can be exported again', async () => {
    const snapshot = await exported(issuer())
    await stopBoth()
    const verifier = verifierOf({ issuer: issuer() })
    verifier.importKeys(snapshot)
    for (const provider of [first, second]) await verifier.verifyToken(await provider.token())
    expect(verifier.exportKeys()).toEqual(snapshot)
  })

  it('are of their issuers only', async () => {
    const snapshot = await exported(issuer())
    await stopBoth()
    const verifier = verifierOf({ issuer: issuer() })
    verifier.importKeys(snapshot)
    const key = second.keys.get('es1')
    const forged = first.sign({ ...(key && { key }) })
    const { reason } = await refusalOf(verifier.verifyToken(forged))
    expect(['invalid_signature', 'dependency_unavailable']).toContain(reason)
  })

  it('are of no use to a verifier that was closed', async () => {
    const snapshot = await exported(issuer())
    const verifier = verifierOf({ issuer: issuer() })
    verifier.importKeys(snapshot)
    verifier.close()
    verifier.importKeys(snapshot)
    expect(verifier.exportKeys().issuers).toEqual([])
    const { status } = await refusalOf(verifier.verifyToken(await first.token()))
    expect(status).toBe(503)
  })
})

describe('the keys of an issuer', () => {
  it('that is listed no more are ignored', async () => {
    const snapshot = await exported(both())
    const verifier = verifierOf({ issuer: first.issuer })
    verifier.importKeys(snapshot)
    expect(held(verifier)).toEqual([`${first.issuer} 1`])
    const { reason } = await refusalOf(verifier.verifyToken(await second.token()))
    expect(reason).toBe('untrusted_issuer')
  })

  it('that a function has not vouched for verify nothing', async () => {
    const snapshot = await exported(both())
    const known = vi.fn<TrustedIssuer>(() => undefined)
    const verifier = verifierOf({ issuer: known })
    verifier.importKeys(snapshot)
    expect(known).not.toHaveBeenCalled()
    expect(held(verifier)).toEqual([])
    const { reason } = await refusalOf(verifier.verifyToken(await first.token()))
    expect(reason).toBe('untrusted_issuer')
  })

  it('that a function keeps elsewhere now are not taken', async () => {
    const snapshot = await exported(vouchForAll)
    await stopBoth()
    const verifier = verifierOf({ issuer: withUrl })
    verifier.importKeys(snapshot)
    const { reason } = await refusalOf(verifier.verifyToken(await first.token()))
    expect(reason).toBe('dependency_unavailable')
  })

  it('that is held already are taken at once', async () => {
    const snapshot = await exported(vouchForAll)
    await stopBoth()
    const verifier = verifierOf({ issuer: vouchForAll })
    await refusalOf(verifier.verifyToken(await first.token()))
    expect(held(verifier)).toEqual([`${first.issuer} 0`])
    verifier.importKeys(snapshot)
    expect(held(verifier)).toEqual([`${first.issuer} 1`])
    await expect(verifier.verifyToken(await first.token())).resolves.toBeDefined()
  })

  it('are used once: they do not bring back a key that was withdrawn since', async () => {
    const snapshot = await exported(vouchForAll)
    const verifier = verifierOf({ issuer: vouchForAll })
    verifier.importKeys(snapshot)
    const events = recordChannel<KeysMessage>(CHANNELS.keys)
    const loaded = async (): Promise<unknown> =>
      (await events.next()).event === 'loaded' || loaded()
    const refreshed = loaded()
    const old = await first.token({ exp: clock.now() + 10_000 })
    await verifier.verifyToken(old)
    await refreshed
    events.close()
    await first.addKey('ES256')
    first.removeKey('es1')
    clock.advance(3_600)
    // The first one is dropped as idle, and comes back.
    await verifier.verifyToken(await second.token({ exp: clock.now() + 10_000 }))
    expect(held(verifier)).toEqual([`${second.issuer} 1`])
    expect((await refusalOf(verifier.verifyToken(old))).reason).toBe('unknown_key')
  })

  it('are remembered for no more issuers than are held', async () => {
    const snapshot = await exported(vouchForAll)
    await stopBoth()
    const verifier = verifierOf({ issuer: vouchForAll, limits: { issuers: 1 } })
    verifier.importKeys(snapshot)
    await expect(verifier.verifyToken(await second.token())).resolves.toBeDefined()
    const { reason } = await refusalOf(verifier.verifyToken(await first.token()))
    expect(reason).toBe('dependency_unavailable')
  })
})
