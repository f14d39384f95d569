import {
  authenticatedFetch,
  createProofKey,
  createTestAuthentication,
  proof,
} from '@countersign/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  authenticateMessage,
  authenticateRequest,
  recheck,
  secondsLeft,
  type AuthContext,
} from '../src/adapter.js'
import {
  CHANNELS,
  ConfigError,
  memoryRevocationList,
  type Authentication,
  type RefusedMessage,
  type Verifier,
} from '../src/index.js'
import { refusalOf } from './support/outcome.js'
import { recordChannel } from './support/recorded-channel.js'
import { tokenRequest, withAuthorization } from './support/token-request.js'
import { createWorld, type World } from './support/world.js'

let world: World
let verifier: Verifier

beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  verifier = world.verifier()
})

const verified = async (claims: Record<string, unknown> = {}): Promise<Authentication> =>
  verifier.verifyRequest(withAuthorization(`Bearer ${await world.provider.token(claims)}`))

const DOWN = {
  isRevoked: async (): Promise<never> => Promise.reject(new Error('down')),
  revoke: (): void => {},
}

describe('recheck', () => {
  it('gives what still holds', async () => {
    const auth = await verified()
    expect(await recheck(verifier, auth)).toEqual(auth)
  })

  it('refuses a token once it has expired, and not before', async () => {
    const auth = await verified()
    const left = secondsLeft(verifier, auth)
    // With the tolerance of five seconds.
    expect(left).toBe(305)
    world.clock.advance(left - 1)
    expect(secondsLeft(verifier, auth)).toBe(1)
    await recheck(verifier, auth)
    world.clock.advance(1)
    expect(secondsLeft(verifier, auth)).toBe(0)
    expect(await refusalOf(recheck(verifier, auth))).toMatchObject({ reason: 'token_expired' })
  })

  it('is over at the greatest age where that comes first', async () => {
    verifier = world.verifier({ maxTokenAge: 60 })
    expect(secondsLeft(verifier, await verified())).toBe(65)
  })

  it('refuses a token that was withdrawn', async () => {
    const revocation = memoryRevocationList({ clock: world.clock })
    verifier = world.verifier({ revocation })
    const auth = await verified({ jti: 'j1' })
    await recheck(verifier, auth)
    const { issuer } = auth
    revocation.revoke({ issuer, tokenId: 'j1', expiresAt: auth.expiresAt })
    const refused = recordChannel<RefusedMessage>(CHANNELS.refused)
    onTestFinished(() => refused.close())
    expect(await refusalOf(recheck(verifier, auth))).toMatchObject({
      status: 401,
      code: 'invalid_token',
      reason: 'revoked_token',
    })
    expect(refused.messages).toMatchObject([
      { reason: 'revoked_token', identity: { subject: 'u1', tokenId: 'j1' } },
    ])
  })

  it('refuses a token whose key is published no more', async () => {
    const key = await world.provider.addKey('ES256', { kid: 'leaves' })
    const token = await world.provider.token({}, { key })
    const auth = await verifier.verifyRequest(withAuthorization(`Bearer ${token}`))
    world.provider.removeKey('leaves')
    verifier = world.verifier()
    expect(await refusalOf(recheck(verifier, auth))).toMatchObject({ reason: 'unknown_key' })
  })

  it('cannot tell without the provider, and says so', async () => {
    const auth = await verified()
    verifier = world.verifier({ revocation: DOWN })
    expect(await refusalOf(recheck(verifier, auth))).toMatchObject({ status: 503 })
  })

  it('asks for no proof again, and keeps what was proven', async () => {
    const key = await createProofKey()
    const token = await world.provider.token({ cnf: { jkt: key.thumbprint } })
    const url = 'https://rs.example/orders'
    const headers = {
      authorization: `DPoP ${token}`,
      dpop: proof(key, { url, token, clock: world.clock }),
    }
    const auth = await verifier.verifyRequest(tokenRequest({ headers }))
    world.clock.advance(200)
    const again = await recheck(verifier, auth)
    expect(again).toEqual(auth)
    expect(again.binding).toEqual({ jkt: key.thumbprint })
    expect(again.scheme).toBe('DPoP')
  })

  it('takes nobody else’s word for what was proven', async () => {
    const auth = await verified()
    const binding = { jkt: 'x' }
    await expect(recheck(verifier, { ...auth, token: auth.token, binding })).rejects.toThrow(
      ConfigError,
    )
    await expect(recheck(verifier, undefined as never)).rejects.toThrow(ConfigError)
    const forged = Object.create(auth, { binding: { value: binding } }) as Authentication
    await expect(recheck(verifier, forged)).rejects.toThrow(TypeError)
  })

  it('takes nothing of the test kit, whose tokens are none; they have their time all the same', async () => {
    const made = createTestAuthentication({ clock: world.clock }) as unknown as Authentication
    expect(secondsLeft(verifier, made)).toBe(300)
    expect(await refusalOf(recheck(verifier, made))).toMatchObject({ reason: 'opaque_token' })
    const request = tokenRequest({ raw: undefined })
    const known = authenticatedFetch(async () => {
      const auth = await verifier.verifyRequest(request)
      expect(secondsLeft(verifier, auth)).toBe(305)
      expect(await refusalOf(recheck(verifier, auth))).toMatchObject({ reason: 'opaque_token' })
      return new Response()
    })
    await known('/')
  })

  it('knows no token once the verifier is closed', async () => {
    const auth = await verified()
    verifier.close()
    expect(await refusalOf(recheck(verifier, auth))).toMatchObject({ status: 503 })
  })

  it('is for verifiers of createVerifier(), and for copies of one', async () => {
    const auth = await verified()
    expect(await recheck({ ...verifier }, auth)).toEqual(auth)
    const names = Object.keys(verifier) as (keyof Verifier)[]
    const other = Object.fromEntries(
      names.map((name) => [name, verifier[name]]),
    ) as unknown as Verifier
    await expect(recheck(other, auth)).rejects.toThrow(/"verifier" must be what createVerifier/)
  })
})

const authenticate = async (...authorization: unknown[]): Promise<AuthContext> =>
  authenticateMessage(verifier, { authorization, raw: 'message' })

describe('authenticateMessage', () => {
  it('takes one bearer token', async () => {
    const { auth, request } = await authenticate(`Bearer ${await world.provider.token()}`)
    expect(auth).toMatchObject({ subject: 'u1', scheme: 'Bearer' })
    expect(request).toMatchObject({ raw: 'message', url: '' })
  })

  it('refuses what no header may be either', async () => {
    const good = `Bearer ${await world.provider.token()}`
    const reasons = {
      multiple_credentials: [good, good],
      malformed_credentials: [`${good} x`],
      unsupported_scheme: ['Basic abc'],
    }
    for (const [reason, values] of Object.entries(reasons)) {
      expect(await refusalOf(authenticate(...values))).toMatchObject({ reason })
    }
    expect(await refusalOf(authenticate(good, 7))).toMatchObject({
      reason: 'malformed_credentials',
    })
    expect(await refusalOf(authenticate(`DPoP ${await world.provider.token()}`))).toMatchObject({
      reason: 'unsupported_scheme',
    })
  })

  it('refuses a bound token: there is no request that a proof could be for', async () => {
    const token = await world.provider.token({ cnf: { jkt: (await createProofKey()).thumbprint } })
    expect(await refusalOf(authenticate(`Bearer ${token}`))).toMatchObject({
      reason: 'unsupported_binding',
    })
  })

  it('lets nobody in without credentials, unless they are optional', async () => {
    const refused = recordChannel<RefusedMessage>(CHANNELS.refused)
    onTestFinished(() => refused.close())
    expect(await refusalOf(authenticate())).toMatchObject({ reason: 'missing_credentials' })
    expect(refused.messages).toMatchObject([{ reason: 'missing_credentials' }])
    const message = { authorization: [], raw: undefined }
    const { auth } = await authenticateMessage(verifier, message, { optional: true })
    expect(auth).toBeUndefined()
    expect(refused.messages).toHaveLength(1)
  })

  it('calls the verifyToken that somebody has put in the place of ours', async () => {
    const asked: string[] = []
    const own: Verifier = {
      ...verifier,
      verifyToken(token) {
        asked.push(token)
        return verifier.verifyToken(token)
      },
    }
    const token = await world.provider.token()
    await authenticateMessage(own, { authorization: [`Bearer ${token}`], raw: undefined })
    expect(asked).toEqual([token])
    await authenticateRequest(own, withAuthorization(`Bearer ${token}`))
    expect(asked).toHaveLength(1)
  })
})
