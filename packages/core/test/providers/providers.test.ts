import { keyPair, signCompact } from '@countersign/testing'
import { exportJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { type Authentication, createVerifier } from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import type { Sample } from './sample.js'
import { samples } from './samples.js'

/** Seconds. */
const NOW = 1_800_000_000

const { publicKey, privateKey } = keyPair('rsa', { modulusLength: 2048 })

type Changes = Readonly<Record<string, unknown>>

/** Verifies a sample, signed by a key that its issuer has, with changes made to its claims. */
async function verify(sample: Sample, changes: Changes = {}): Promise<Authentication> {
  const { issuer, audience, header, claims } = sample
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' }
  const keys = { keys: [jwk] }
  const verifier = createVerifier({
    issuer: { ...issuer, keys },
    audience,
    clock: () => NOW * 1000,
  })
  const token = signCompact({
    header: { alg: 'RS256', kid: 'k1', ...header },
    payload: { iat: NOW - 10, exp: NOW + 60, ...claims, ...changes },
    key: privateKey,
    algorithm: 'RS256',
  })
  try {
    return await verifier.verifyToken(token)
  } finally {
    verifier.close()
  }
}

const reasonOf = async (sample: Sample, changes: Changes): Promise<string> =>
  (await refusalOf(verify(sample, changes))).reason

describe.each(samples)('$name', (sample) => {
  it('has its keys where the provider publishes them', () => {
    expect(sample.issuer.keys).toEqual(new URL(sample.keys))
  })

  it('takes a token as it is documented', async () => {
    const auth = await verify(sample)
    expect(auth).toMatchObject({
      issuer: sample.claims['iss'],
      subject: sample.claims['sub'],
      clientId: sample.clientId,
    })
    expect([...auth.scopes]).toEqual(sample.scopes)
  })

  it('refuses one for somebody else', async () => {
    expect(await reasonOf(sample, sample.foreign)).toBe('wrong_audience')
  })

  it('refuses one of another tenant', async () => {
    const iss = `${String(sample.claims['iss'])}x`
    expect(await reasonOf(sample, { iss })).toBe('untrusted_issuer')
  })

  it('lets an audience of its own win over that of the verifier', async () => {
    const own = { ...sample, issuer: { ...sample.issuer, audience: 'https://own.example' } }
    expect(await reasonOf(own, {})).toBe('wrong_audience')
  })
})

describe.each(samples.filter(({ idToken }) => idToken))('$name', (sample) => {
  it('refuses an ID token', async () => {
    expect(await reasonOf(sample, sample.idToken ?? {})).toMatch(/^(?:id_token|wrong_audience)$/)
  })
})

describe('an access token', () => {
  it('may be for the application that asked for it, where a claim tells it from an ID token', async () => {
    const entra = samples.filter(({ name }) => name === 'Microsoft Entra ID')
    const [daemon] = await Promise.all(
      entra.map((sample) => verify(sample, { azp: sample.audience, scp: undefined })),
    )
    expect(daemon?.clientId).toBe(daemon?.claims['aud'])
  })

  it('is none where that claim has no value', async () => {
    const marked = samples.filter(({ issuer }) => issuer.accessTokenClaim)
    const reasons = marked.map((one) =>
      reasonOf(one, { [one.issuer.accessTokenClaim ?? '']: null }),
    )
    expect(new Set(await Promise.all(reasons))).toEqual(new Set(['id_token']))
    expect(marked.length).toBeGreaterThan(2)
  })
})

describe('a token without aud', () => {
  const withoutAudience = samples.filter(({ claims }) => !('aud' in claims))

  it.each(withoutAudience)('of $name needs the claim that stands in for it', async (sample) => {
    const name = sample.issuer.audienceClaim ?? ''
    const refused = name === 'iss' ? 'untrusted_issuer' : 'wrong_audience'
    expect(await reasonOf(sample, { [name]: 'https://other.example' })).toBe(refused)
    expect(await reasonOf(sample, { [name]: undefined })).toBe('missing_claim')
  })

  it.each(withoutAudience)('of $name is measured by aud once it has one', async (sample) => {
    expect(await reasonOf(sample, { aud: 'https://other.example' })).toBe('wrong_audience')
    expect(await reasonOf(sample, { aud: null })).toBe('malformed_claim')
    expect((await verify(sample, { aud: sample.audience })).subject).toBe(sample.claims['sub'])
  })

  it('is refused where a provider always has aud', async () => {
    const others = samples.filter(({ claims }) => 'aud' in claims)
    const reasons = await Promise.all(others.map((one) => reasonOf(one, { aud: undefined })))
    expect(new Set(reasons)).toEqual(new Set(['missing_claim']))
  })
})
