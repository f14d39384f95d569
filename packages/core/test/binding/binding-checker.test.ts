import { createProofKey, createTestCertificate, type TestCertificate } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TokenRequest, VerifierOptions } from '../../src/index.js'
import { refusalOf } from '../support/outcome.js'
import { createProvenWorld, type ProvenWorld } from '../support/proven-world.js'
import { withAuthorization } from '../support/token-request.js'

let world: ProvenWorld
let client: TestCertificate

beforeAll(async () => {
  world = await createProvenWorld()
  client = await createTestCertificate()
})
afterAll(() => world.close())

const withCertificate: Partial<VerifierOptions> = {
  certificate: (request: TokenRequest) => request.raw as Buffer | undefined,
}

async function reasonFor(
  request: TokenRequest,
  options: Partial<VerifierOptions> = {},
): Promise<string | undefined> {
  const pending = world.verifier(options).verifyRequest(request)
  return pending.then(
    () => undefined,
    async () => (await refusalOf(pending)).reason,
  )
}

describe('the scheme', () => {
  it('DPoP is for bound tokens only', async () => {
    const token = await world.provider.token()
    const request = world.request(token, world.proof(token))
    expect(await reasonFor(request)).toBe('unbound_token')
  })

  it('Bearer with a proof is a misunderstanding, unless the options let it pass', async () => {
    const token = await world.provider.token()
    const headers = { authorization: `Bearer ${token}`, dpop: world.proof(token) }
    const request = world.request(token, '', { headers })
    expect(await reasonFor(request)).toBe('stray_proof')
    expect(await reasonFor(request, { dpop: { strayProof: 'ignore' } })).toBeUndefined()
    expect(await reasonFor(request, { dpop: 'refuse' })).toBeUndefined()
  })

  it('DPoP is not known where proofs are refused, and bound tokens are no bearer tokens', async () => {
    const token = await world.token()
    const request = world.request(token, world.proof(token))
    expect(await reasonFor(request, { dpop: 'refuse' })).toBe('unsupported_scheme')
    const bearer = withAuthorization(`Bearer ${token}`)
    expect(await reasonFor(bearer, { dpop: 'refuse' })).toBe('unsupported_binding')
  })

  it('Bearer is not known where proofs are required', async () => {
    const request = withAuthorization(`Bearer ${await world.provider.token()}`)
    expect(await reasonFor(request, { dpop: 'require' })).toBe('unsupported_scheme')
  })
})

describe('a token that is bound to nothing', () => {
  it('is refused where binding is required', async () => {
    const request = withAuthorization(`Bearer ${await world.provider.token()}`)
    expect(await reasonFor(request, { binding: 'require' })).toBe('unbound_token')
    const verifier = world.verifier({ binding: 'require' })
    const bare = refusalOf(verifier.verifyToken(await world.provider.token()))
    expect((await bare).reason).toBe('unbound_token')
  })
})

const bound = (): Promise<string> =>
  world.provider.token({ cnf: { 'x5t#S256': client.thumbprint } })

describe('a token that is bound to a certificate', () => {
  it('is taken with it, as a bearer token', async () => {
    const request = { ...withAuthorization(`Bearer ${await bound()}`), raw: client.der }
    const auth = await world.verifier(withCertificate).verifyRequest(request)
    expect(auth.scheme).toBe('Bearer')
    expect(auth.binding).toEqual({ x5tS256: client.thumbprint })
  })

  it('is refused with another one, with none, and where nobody looks for one', async () => {
    const request = withAuthorization(`Bearer ${await bound()}`)
    const other = await createTestCertificate()
    expect(await reasonFor({ ...request, raw: other.der }, withCertificate)).toBe(
      'certificate_mismatch',
    )
    for (const raw of [undefined, null, Buffer.alloc(0), Buffer.from('no certificate')]) {
      expect(await reasonFor({ ...request, raw }, withCertificate)).toBe('missing_certificate')
    }
    expect(await reasonFor({ ...request, raw: client.der })).toBe('unsupported_binding')
  })

  it('is a 503 where it cannot be looked up', async () => {
    const request = withAuthorization(`Bearer ${await bound()}`)
    const broken = { certificate: () => expect.fail('broken') }
    expect(await reasonFor(request, broken)).toBe('dependency_unavailable')
    expect(await reasonFor({ ...request, raw: 'text' }, withCertificate)).toBe(
      'dependency_unavailable',
    )
  })
})

describe('a token that is bound to both', () => {
  it('needs both, and uses no proof up for a wrong certificate', async () => {
    const cnf = { jkt: world.holder.thumbprint, 'x5t#S256': client.thumbprint }
    const token = await world.token({ cnf })
    const made = world.proof(token)
    const request = world.request(token, made)
    const certificate = { raw: client.der }
    const verifier = world.verifier(withCertificate)
    const reason = async (changed: TokenRequest): Promise<string> =>
      (await refusalOf(verifier.verifyRequest(changed))).reason

    expect(await reason(request)).toBe('missing_certificate')
    expect(await reason({ ...world.request(token, ''), ...certificate })).toBe('missing_proof')
    const stranger = world.proof(token, {}, await createProofKey())
    expect(await reason({ ...world.request(token, stranger), ...certificate })).toBe('key_mismatch')
    expect(await reason({ ...withAuthorization(`Bearer ${token}`), ...certificate })).toBe(
      'bound_token_as_bearer',
    )
    const auth = await verifier.verifyRequest({ ...request, ...certificate })
    expect(auth.binding).toEqual({
      jkt: world.holder.thumbprint,
      x5tS256: client.thumbprint,
    })
  })
})
