import {
  createTestClock,
  createTestIdentityProvider,
  type Fault,
  type TestIdentityProvider,
} from '@countersign/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createVerifier, type AuthError, type Verifier } from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'

// A busy machine may take its time.
const PATIENT = { timeout: 10_000 }

const audience = 'https://rs.example'
const clock = createTestClock()
let provider: TestIdentityProvider
let verifier: Verifier

beforeEach(async () => {
  provider = await createTestIdentityProvider({ clock, audience, algorithms: ['ES256'] })
  verifier = createVerifier({ issuer: provider.issuer, audience, clock })
})
afterEach(async () => {
  verifier.close()
  await provider.close()
})

const refusal = async (token = provider.token()): Promise<AuthError> =>
  refusalOf(verifier.verifyToken(await token))

const unknownKey = (): Promise<string> => provider.token({}, { header: { kid: 'made-up' } })

async function arrived(target: 'metadata' | 'jwks', count: number): Promise<void> {
  await expect.poll(() => provider.requestCount(target), PATIENT).toBe(count)
}

describe('an answer that never ends', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each<Fault>(['hang', 'drip'])('is given 5 seconds: %j', async (fault) => {
    provider.fault('jwks', fault)
    const outcome = refusal()
    await arrived('jwks', 1)
    await vi.advanceTimersByTimeAsync(5_000)
    const error = await outcome
    expect(error.status).toBe(503)
    expect(error.cause).toMatchObject({
      message: `${provider.jwksUri}: not finished within 5 seconds`,
    })
  })

  it('leaves 2 seconds for the other place of metadata', async () => {
    provider.fault('metadata', 'hang')
    const outcome = refusal()
    await arrived('metadata', 1)
    await vi.advanceTimersByTimeAsync(5_000)
    await arrived('metadata', 2)
    await vi.advanceTimersByTimeAsync(2_000)
    const message = `metadata of ${provider.issuer}: not finished within 7 seconds`
    expect(await outcome).toMatchObject({ status: 503, cause: { message } })
    expect(provider.requestCount()).toBe(2)
  })

  it('leaves 3 seconds for the keys, where their address is known', async () => {
    await verifier.ready()
    provider.fault('all', 'hang')
    const outcome = refusal(unknownKey())
    await arrived('metadata', 2)
    await vi.advanceTimersByTimeAsync(5_000)
    await arrived('metadata', 3)
    await vi.advanceTimersByTimeAsync(2_000)
    await arrived('jwks', 2)
    await vi.advanceTimersByTimeAsync(3_000)
    expect((await outcome).status).toBe(503)
    await expect(verifier.verifyToken(await provider.token())).resolves.toBeDefined()
  })
})
