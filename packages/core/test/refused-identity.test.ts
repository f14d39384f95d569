import { createTestIdentityProvider, proof } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DependencyError, isAuthError, type Verifier, type VerifierOptions } from '../src/index.js'
import { decryptionKey, encrypted } from './support/decryption-keys.js'
import { introspecting } from './support/introspecting.js'
import { refusalOf } from './support/outcome.js'
import {
  createRefusedWorld,
  EXPIRED,
  failing,
  type RefusedWorld,
  rejecting,
} from './support/refused-world.js'
import { withAuthorization } from './support/token-request.js'
import { AUDIENCE } from './support/world.js'

let world: RefusedWorld

beforeAll(async () => {
  world = await createRefusedWorld()
})
afterAll(() => world.close())

/** Has a token verified so often that it is kept. */
async function keep(verifier: Verifier, token: string): Promise<void> {
  for (let time = 0; time < 3; time++) await verifier.verifyToken(token)
}

const asking = (options: Partial<VerifierOptions> = {}): Verifier =>
  world.verifier({ introspection: introspecting(world.provider), ...options })
const issue = (claims: Record<string, unknown>): string =>
  world.provider.introspection.issue(claims)

describe('the identity of a refused token', () => {
  it('is all that its issuer has signed of it', async () => {
    const claims = { ...EXPIRED, jti: 'j1', grant_id: 'g1', approval_id: 'a1' }
    expect((await world.refusedWith(claims)).identity).toEqual({
      issuer: world.provider.issuer,
      subject: 'u1',
      clientId: 'c1',
      tokenId: 'j1',
      grantId: 'g1',
      approvalId: 'a1',
      scheme: 'Bearer',
    })
  })

  it.each([
    ['sub', 'subject'],
    ['client_id', 'clientId'],
    ['jti', 'tokenId'],
    ['grant_id', 'grantId'],
    ['approval_id', 'approvalId'],
  ] as const)('is without a %s that is no text', async (name, member) => {
    for (const value of ['', 5, null, ['u2'], { id: 'u2' }, undefined]) {
      // Not its only fault, because some of them are none.
      const { identity } = await world.refusedWith({ ...EXPIRED, [name]: value })
      expect(identity).toHaveProperty(member, undefined)
      expect(identity?.issuer).toBe(world.provider.issuer)
    }
  })

  it('names the client as the Authentication would, and none where its claim is no text', async () => {
    const named = { ...EXPIRED, client_id: undefined, azp: 'c2' }
    expect((await world.refusedWith(named)).identity?.clientId).toBe('c2')
    const unnamed = { ...EXPIRED, client_id: ['c1'], azp: 'c2' }
    expect((await world.refusedWith(unnamed)).identity?.clientId).toBeUndefined()
  })

  it('is what was signed, whatever a schema would make of it', async () => {
    const claims = z.object({ sub: z.string().transform(() => 'somebody else') })
    const verifier = world.verifier({ claims, revocation: failing(new Error('down')) })
    const token = await world.provider.token({ grant_id: 'g1' })
    expect(await world.refusedBy(verifier, token)).toMatchObject({
      reason: 'dependency_unavailable',
      identity: { subject: 'u1', grantId: 'g1' },
    })
  })

  it('says the scheme that the token came by', async () => {
    const token = world.provider.token({ cnf: { jkt: world.holder.thumbprint } })
    expect(await world.usedWith(token, {}, 'DPoP')).toMatchObject({
      reason: 'missing_proof',
      scheme: 'DPoP',
      subject: 'u1',
    })
  })

  it('is of tokens for others too, and of ID tokens: their issuer has signed them', async () => {
    const elsewhere = await world.refusedWith({ aud: 'https://other.example' })
    expect(elsewhere.identity?.subject).toBe('u1')
    const verifier = world.verifier({ tokenType: 'jwt' })
    const token = await world.provider.token({ nonce: 'n' }, { header: { typ: 'JWT' } })
    expect(await world.refusedBy(verifier, token)).toMatchObject({
      reason: 'id_token',
      identity: { subject: 'u1' },
    })
  })

  it('is there whatever fails after the signature, ours to blame or not', async () => {
    const down = new DependencyError('down')
    const token = await world.provider.token()
    for (const options of [
      { revocation: failing(down) },
      { revocation: failing(new Error('down')) },
      {
        revocation: {
          isRevoked: (): never => {
            throw down
          },
          revoke: () => undefined,
        },
      },
      {
        introspection: introspecting(world.provider, {
          for: 'jwt',
          endpoint: 'http://127.0.0.1:9/',
        }),
      },
      { claims: rejecting(down) },
    ]) {
      expect(await world.refusedBy(world.verifier(options), token)).toMatchObject({
        reason: 'dependency_unavailable',
        identity: { subject: 'u1' },
      })
    }
  })

  it('is there where a replay store cannot tell', async () => {
    const { clock, provider } = world
    const token = await provider.token({ cnf: { jkt: world.holder.thumbprint } })
    const dpop = proof(world.holder, { url: `${AUDIENCE}/orders`, token, clock })
    const { headers } = withAuthorization(`DPoP ${token}`)
    const request = { ...withAuthorization(''), headers: { ...headers, dpop } }
    for (const add of [
      () => Promise.reject(new Error('down')),
      (): never => {
        throw new Error('down')
      },
    ]) {
      await refusalOf(world.verifier({ replay: { add } }).verifyRequest(request))
      expect(world.lastRefusal()).toMatchObject({
        reason: 'dependency_unavailable',
        identity: { subject: 'u1', scheme: 'DPoP' },
      })
    }
  })
})

describe('a token that was accepted before', () => {
  it('has its identity once it has expired', async () => {
    const verifier = world.verifier()
    const token = await world.provider.token({ approval_id: 'a1', exp: world.clock.now() + 10 })
    await keep(verifier, token)
    world.clock.advance(60)
    expect(await world.refusedBy(verifier, token)).toMatchObject({
      reason: 'token_expired',
      identity: { subject: 'u1', approvalId: 'a1' },
    })
  })

  it('has its identity once it is revoked', async () => {
    let isRevoked = false
    const revocation = { isRevoked: () => isRevoked, revoke: () => undefined }
    const verifier = world.verifier({ revocation })
    const token = await world.provider.token()
    await keep(verifier, token)
    isRevoked = true
    expect(await world.refusedBy(verifier, token)).toMatchObject({
      reason: 'revoked_token',
      identity: { subject: 'u1' },
    })
  })

  it.each([
    ['is withdrawn, which may have been stolen', false, 'unknown_key'],
    ['has given its name to another', true, 'invalid_signature'],
  ])('has none once its key %s', async (_name, isReplaced, reason) => {
    const { clock } = world
    const algorithms = ['ES256'] as const
    const provider = await createTestIdentityProvider({ clock, audience: AUDIENCE, algorithms })
    await provider.addKey('ES256', { kid: 'stolen' })
    const verifier = world.verifier({ issuer: provider.issuer })
    const token = await provider.token({ exp: clock.now() + 5_000 }, { key: 'stolen' })
    await keep(verifier, token)
    provider.removeKey('stolen')
    if (isReplaced) await provider.addKey('ES256', { kid: 'stolen' })
    clock.advance(4_000)
    // Its keys are fetched anew in the background.
    const verify = (): Promise<unknown> => verifier.verifyToken(token)
    await expect.poll(() => verify().then(() => 'accepted', isAuthError)).toBe(true)
    expect(await world.refusedBy(verifier, token)).toMatchObject({ reason, identity: undefined })
    await provider.close()
  })
})

describe('nobody is held to a token', () => {
  it.each([
    ['a text that anybody can write', { sub: 'u2' }],
    ['one that has expired as well', EXPIRED],
    ['one for others', { aud: 'https://other.example' }],
  ])('whose signature is wrong: %s', async (_name, claims) => {
    const [header, payload, signature] = (await world.provider.token(claims)).split('.')
    const flipped = signature?.startsWith('A')
      ? `B${signature.slice(1)}`
      : `A${signature?.slice(1)}`
    const message = await world.refusedBy(world.verifier(), `${header}.${payload}.${flipped}`)
    expect(message).toMatchObject({ reason: 'invalid_signature', identity: undefined })
  })

  it('that another trusted issuer has signed in the name of the first', async () => {
    const { clock } = world
    const other = await createTestIdentityProvider({ clock, audience: AUDIENCE })
    const verifier = world.verifier({ issuer: [world.provider.issuer, other.issuer] })
    const token = await other.token({ iss: world.provider.issuer, exp: 1 })
    expect((await world.refusedBy(verifier, token)).identity).toBeUndefined()
    await other.close()
  })

  it('that does not say who has issued it', async () => {
    for (const iss of [undefined, 5, ['https://id.example']]) {
      expect((await world.refusedWith({ iss })).identity).toBeUndefined()
    }
  })

  it('that is of a wrong type, or by an algorithm that is not taken: that is looked at first', async () => {
    const { provider } = world
    const typed = await provider.token(EXPIRED, { header: { typ: 'JWT' } })
    expect((await world.refusedBy(world.verifier(), typed)).identity).toBeUndefined()
    const signed = await provider.token(EXPIRED)
    const verifier = world.verifier({ algorithms: ['RS256'] })
    expect((await world.refusedBy(verifier, signed)).identity).toBeUndefined()
  })

  it('that had to be encrypted, and was not', async () => {
    const opener = decryptionKey('P-256', 'k')
    const verifier = world.verifier({ decryption: [opener.jwk] })
    const token = await world.provider.token(EXPIRED)
    const message = await world.refusedBy(verifier, token)
    expect(message).toMatchObject({ reason: 'unencrypted_token', identity: undefined })
  })

  it('whose keys cannot be had', async () => {
    const issuer = 'http://127.0.0.1:9'
    const verifier = world.verifier({ issuer })
    const token = await world.provider.token({ iss: issuer })
    const message = await world.refusedBy(verifier, token)
    expect(message).toMatchObject({ reason: 'dependency_unavailable', identity: undefined })
  })
})

describe('an encrypted token', () => {
  it('has an identity by the signature that is inside, and not because it could be opened', async () => {
    const opener = decryptionKey('P-256', 'k')
    const verifier = world.verifier({ decryption: [opener.jwk] })
    const inside = await world.provider.token(EXPIRED)
    const message = await world.refusedBy(verifier, await encrypted(inside, opener.lock))
    expect(message).toMatchObject({ reason: 'token_expired', identity: { subject: 'u1' } })
    const forged = await encrypted(`${inside.slice(0, -86)}${'A'.repeat(86)}`, opener.lock)
    expect((await world.refusedBy(verifier, forged)).identity).toBeUndefined()
  })
})

describe('a token that the provider is asked about', () => {
  it('has the identity that the answer tells, if it is active', async () => {
    const claims = { ...EXPIRED, jti: 'j1', grant_id: 'g1', approval_id: 'a1' }
    expect((await world.refusedBy(asking(), issue(claims))).identity).toMatchObject({
      issuer: world.provider.issuer,
      subject: 'u1',
      tokenId: 'j1',
      grantId: 'g1',
      approvalId: 'a1',
    })
    const refresh = await world.refusedBy(asking(), issue({ token_type: 'refresh_token' }))
    expect(refresh).toMatchObject({ reason: 'wrong_token_type', identity: { subject: 'u1' } })
    const claimed = z.object({ tenant: z.string() })
    const message = await world.refusedBy(asking({ claims: claimed }), issue({}))
    expect(message).toMatchObject({ reason: 'claims_schema', identity: { subject: 'u1' } })
  })

  it('keeps it while the answer is kept', async () => {
    const verifier = asking()
    const token = issue({ exp: world.clock.now() + 10 })
    await verifier.verifyToken(token)
    world.clock.advance(30)
    expect(await world.refusedBy(verifier, token)).toMatchObject({
      reason: 'token_expired',
      identity: { subject: 'u1' },
    })
  })

  it('has none if it is not active, or of an issuer that the endpoint does not speak for', async () => {
    expect((await world.refusedBy(asking(), 'no-such-token')).identity).toBeUndefined()
    const revoked = issue({})
    world.provider.introspection.revoke(revoked)
    expect((await world.refusedBy(asking(), revoked)).identity).toBeUndefined()
    for (const iss of ['https://a-stranger.example', 5]) {
      expect((await world.refusedBy(asking(), issue({ iss, ...EXPIRED }))).identity).toBeUndefined()
    }
  })

  it('has one if it is a JWT, which the issuer has signed, though it is active no more', async () => {
    const { provider } = world
    const verifier = world.verifier({ introspection: introspecting(provider, { for: 'jwt' }) })
    const token = await provider.token()
    provider.introspection.revoke(token)
    expect(await world.refusedBy(verifier, token)).toMatchObject({
      reason: 'inactive_token',
      identity: { subject: 'u1' },
    })
  })
})
