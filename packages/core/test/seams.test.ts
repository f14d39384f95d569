import {
  createProofKey,
  createTestStatusList,
  proof,
  type TestStatusList,
} from '@countersign/testing'
import type { JWK } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  backchannelLogoutReceiver,
  memoryRevocationList,
  type IssuerOptions,
  type Reason,
  type RevocableToken,
  type RevocationList,
  type Verifier,
  type VerifierOptions,
} from '../src/index.js'
import { decryptionKey, encrypted, type TestDecryptionKey } from './support/decryption-keys.js'
import { introspecting, questions } from './support/introspecting.js'
import { refusalOf } from './support/outcome.js'
import { tokenRequest } from './support/token-request.js'
import { createWorld, type World } from './support/world.js'

const URL_OF_REQUEST = 'https://rs.example/orders'

let world: World
let key: TestDecryptionKey
let list: TestStatusList

beforeAll(async () => {
  world = await createWorld()
  key = decryptionKey('P-256', 'k')
  list = await createTestStatusList(world.provider, { clock: world.clock, ttl: 60, bits: 2 })
})
afterEach(() => {
  list.fault(undefined)
  world.provider.fault('introspection', undefined)
})
afterAll(async () => {
  await list.close()
  await world.close()
})

let nextIndex = 0
/** A place in the list that no other test has. */
const ownIndex = (): number => nextIndex++

const sealed = async (claims: Record<string, unknown> = {}): Promise<string> =>
  encrypted(await world.provider.token(claims), key.lock)

async function reasonOf(verification: Promise<unknown>): Promise<Reason> {
  return (await refusalOf(verification)).reason
}

/** Presents a token by DPoP. */
async function present(
  verifier: Verifier,
  token: string,
  by: Awaited<ReturnType<typeof createProofKey>>,
): Promise<unknown> {
  const dpop = proof(by, { url: URL_OF_REQUEST, token, clock: world.clock })
  const headers = { authorization: `DPoP ${token}`, dpop }
  return verifier.verifyRequest(tokenRequest({ headers }))
}

/** A verifier that asks the provider about opaque tokens. */
function asking(options: Partial<VerifierOptions> = {}): Verifier {
  return world.verifier({ introspection: introspecting(world.provider), ...options })
}

describe('an encrypted token that is bound, and has a status', () => {
  it('needs its proof first, and then its status, kept or not', async () => {
    const [holder, thief] = [await createProofKey(), await createProofKey()]
    const index = ownIndex()
    const verifier = world.verifier({ decryption: [key.jwk], publicUrl: 'https://rs.example' })
    const token = await sealed({ cnf: { jkt: holder.thumbprint }, status: list.claim(index) })
    const before = list.requests.length
    expect(await reasonOf(present(verifier, token, thief))).toBe('key_mismatch')
    // Of what is refused anyway, nobody hears.
    expect(list.requests).toHaveLength(before)
    for (let use = 0; use < 3; use++) {
      await expect(present(verifier, token, holder)).resolves.toMatchObject({ scheme: 'DPoP' })
    }
    list.set(index, 1)
    world.clock.advance(61)
    expect(await reasonOf(present(verifier, token, holder))).toBe('revoked_token')
    expect(await reasonOf(present(verifier, token, thief))).toBe('key_mismatch')
  })

  it('is a 503 while the list cannot be had, and its key is asked for before', async () => {
    const fresh = await createTestStatusList(world.provider, { clock: world.clock })
    fresh.fault({ status: 500 })
    const ring = { keys: vi.fn<() => JWK[]>(() => [key.jwk]) }
    const verifier = world.verifier({ decryption: ring })
    const token = await sealed({ status: fresh.claim(0) })
    expect(await reasonOf(verifier.verifyToken(token))).toBe('dependency_unavailable')
    ring.keys.mockImplementation(() => [decryptionKey('P-256', 'k').jwk])
    expect(await reasonOf(verifier.verifyToken(token))).toBe('undecryptable_token')
    await fresh.close()
  })
})

describe('an encrypted token that is introspected', () => {
  it('is sent as it came, and nothing that was in it', async () => {
    const { provider } = world
    const sent: string[] = []
    const verifier = world.verifier({
      decryption: [key.jwk],
      introspection: introspecting(provider, { for: 'all' }),
      fetch: (input, init) => {
        if (typeof init?.body === 'string') sent.push(init.body)
        return fetch(input, init)
      },
    })
    const inner = await provider.token()
    const token = await encrypted(inner, key.lock)
    provider.introspection.answer(token, { active: true })
    await verifier.verifyToken(token)
    expect(sent.map((body) => new URLSearchParams(body).get('token'))).toEqual([token])
  })

  it('cannot be shown without its encryption, whatever the endpoint says of it', async () => {
    const { provider } = world
    const inner = await provider.token()
    provider.introspection.answer(inner, { active: true })
    const verifier = world.verifier({
      decryption: [key.jwk],
      introspection: introspecting(provider, { for: 'all' }),
    })
    const before = questions(provider)
    expect(await reasonOf(verifier.verifyToken(inner))).toBe('unencrypted_token')
    // Neither by a spelling that is none of a JWT.
    for (const spelling of [`${inner}.`, `${inner}..`, `.${inner}`, `${inner} `]) {
      await refusalOf(verifier.verifyToken(spelling))
    }
    expect(questions(provider)).toBe(before)
  })

  it('is withdrawn by that each time, kept or not', async () => {
    const { provider, clock } = world
    const introspection = introspecting(provider, { for: 'jwt', cache: 5 })
    const verifier = world.verifier({ decryption: [key.jwk], introspection })
    const token = await sealed()
    provider.introspection.answer(token, { active: true })
    for (let use = 0; use < 3; use++) await verifier.verifyToken(token)
    provider.introspection.revoke(token)
    clock.advance(5)
    expect(await reasonOf(verifier.verifyToken(token))).toBe('inactive_token')
  })
})

describe('an opaque token', () => {
  it('has its status looked up, as its answer says, and is told apart by it', async () => {
    const [good, withdrawn, suspended] = [ownIndex(), ownIndex(), ownIndex()]
    list.set(withdrawn, 1)
    list.set(suspended, 2)
    const verifier = asking()
    world.clock.advance(61)
    const issue = (index: number): string =>
      world.provider.introspection.issue({ status: list.claim(index) })
    await expect(verifier.verifyToken(issue(good))).resolves.toMatchObject({ kind: 'opaque' })
    expect(await reasonOf(verifier.verifyToken(issue(withdrawn)))).toBe('revoked_token')
    expect(await reasonOf(verifier.verifyToken(issue(suspended)))).toBe('suspended_token')
  })

  it('is withdrawn by the grant and the session of its answer, kept or not', async () => {
    const { issuer, introspection } = world.provider
    const revocation = memoryRevocationList({ clock: world.clock })
    const verifier = asking({ revocation })
    const [one, two] = [{ grant_id: 'g1' }, { sid: 's1' }].map((claims) =>
      introspection.issue(claims),
    ) as [string, string]
    for (const token of [one, two, one, two]) await verifier.verifyToken(token)
    revocation.revoke({ issuer, grantId: 'g1' })
    expect(await reasonOf(verifier.verifyToken(one))).toBe('revoked_token')
    await verifier.verifyToken(two)
    revocation.revoke({ issuer, sessionId: 's1' })
    expect(await reasonOf(verifier.verifyToken(two))).toBe('revoked_token')
  })

  it('is nobody’s once a function trusts its issuer no more, whatever is kept', async () => {
    const { issuer } = world.provider
    let trusted: IssuerOptions | undefined = { issuer }
    const verifier = asking({ issuer: () => trusted })
    const token = world.provider.introspection.issue({ iss: issuer })
    for (let use = 0; use < 3; use++) await verifier.verifyToken(token)
    trusted = undefined
    expect(await reasonOf(verifier.verifyToken(token))).toBe('untrusted_issuer')
  })

  it('is a 503 where the endpoint, a list or a status list fails, and never a 401', async () => {
    const { provider, clock } = world
    const failing: RevocationList = {
      isRevoked: () => Promise.reject(new Error('away')),
      revoke() {},
    }
    const other = await createTestStatusList(provider, { clock })
    other.fault({ status: 503 })
    const token = provider.introspection.issue({ status: other.claim(0) })
    const statuses = [
      await refusalOf(asking({ revocation: failing }).verifyToken(token)),
      await refusalOf(asking().verifyToken(token)),
    ]
    provider.fault('introspection', { status: 500 })
    statuses.push(await refusalOf(asking().verifyToken(token)))
    expect(statuses.map(({ status }) => status)).toEqual([503, 503, 503])
    await other.close()
  })
})

describe('issuers with options of their own', () => {
  it('are held to these, and not to those of another', async () => {
    const { provider } = world
    const stranger = 'http://127.0.0.1:1'
    const keys = provider.jwks as never
    const index = ownIndex()
    list.set(index, 1)
    const verifier = world.verifier({
      issuer: [
        { issuer: provider.issuer, decryption: [key.jwk], statusList: false },
        { issuer: stranger, keys, introspection: introspecting(provider, { for: 'jwt' }) },
      ],
    })
    const status = list.claim(index)
    world.clock.advance(61)
    const plain = { iss: stranger, status }
    expect(await reasonOf(verifier.verifyToken(await sealed(plain)))).toBe('undecryptable_token')
    const theirs = await provider.token(plain)
    const before = questions(provider)
    expect(await reasonOf(verifier.verifyToken(theirs))).toBe('revoked_token')
    expect(questions(provider)).toBe(before)
    await expect(verifier.verifyToken(await sealed({ status }))).resolves.toBeDefined()
    const own = await provider.token({ status })
    expect(await reasonOf(verifier.verifyToken(own))).toBe('unencrypted_token')
  })
})

describe('what withdraws a token', () => {
  it('is asked in turn: lists, then its status, then its issuer', async () => {
    const { provider, clock } = world
    const index = ownIndex()
    const asked: RevocableToken[] = []
    let isRevoked = true
    const revocation: RevocationList = {
      isRevoked: (token) => Promise.resolve((asked.push(token), isRevoked)),
      revoke() {},
    }
    const introspection = introspecting(provider, { for: 'jwt', cache: 0 })
    const verifier = world.verifier({ revocation, introspection })
    const token = await provider.token({ status: list.claim(index) })
    const before = [list.requests.length, questions(provider)]
    const since = (): readonly number[] => [
      list.requests.length - (before[0] ?? 0),
      questions(provider) - (before[1] ?? 0),
    ]
    expect(await reasonOf(verifier.verifyToken(token))).toBe('revoked_token')
    expect(since()).toEqual([0, 0])
    isRevoked = false
    list.set(index, 1)
    expect(await reasonOf(verifier.verifyToken(token))).toBe('revoked_token')
    expect(since()).toEqual([1, 0])
    list.set(index, 0)
    clock.advance(61)
    await verifier.verifyToken(token)
    expect(since()).toEqual([2, 1])
    expect(asked).toHaveLength(3)
  })

  it('reaches encrypted, kept and opaque tokens of a session that has logged out', async () => {
    const { provider, clock } = world
    const { issuer } = provider
    const revocation = memoryRevocationList({ clock })
    const receiver = backchannelLogoutReceiver({ issuer, audience: 'app', list: revocation, clock })
    const verifier = world.verifier({
      revocation,
      decryption: { keys: () => [key.jwk], required: false },
      introspection: introspecting(provider),
    })
    const tokens = [
      await sealed({ sid: 'gone' }),
      await provider.token({ sid: 'gone' }),
      provider.introspection.issue({ sid: 'gone' }),
    ]
    const others = [await sealed({ sid: 'here' }), await provider.token({ sid: 'here' })]
    for (const token of [...tokens, ...tokens, ...others]) await verifier.verifyToken(token)
    const now = clock.now()
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
    const claims = {
      iss: issuer,
      aud: 'app',
      iat: now,
      exp: now + 60,
      jti: 'l1',
      sid: 'gone',
      events,
    }
    const header = { typ: 'logout+jwt' }
    const logout = provider.sign({ header, payload: JSON.stringify(claims) })
    // None of them is an access token.
    expect(await reasonOf(verifier.verifyToken(logout))).toBe('wrong_token_type')
    const contentType = 'application/x-www-form-urlencoded'
    const delivery = { method: 'POST', contentType, body: `logout_token=${logout}` }
    expect(await receiver.receive(delivery)).toMatchObject({ status: 200 })
    for (const token of tokens)
      expect(await reasonOf(verifier.verifyToken(token))).toBe('revoked_token')
    for (const token of others) await verifier.verifyToken(token)
    receiver.close()
  })
})

describe('a verifier that is closed while it waits', () => {
  it('answers 503, and leaves no rejection to nobody', async () => {
    const { provider, clock } = world
    const unhandled = vi.fn<() => void>()
    process.on('unhandledRejection', unhandled)
    const slow = await createTestStatusList(provider, { clock })
    slow.fault('hang')
    provider.fault('introspection', 'hang')
    const verifier = world.verifier({ introspection: introspecting(provider, { for: 'all' }) })
    await verifier.ready()
    const before = questions(provider)
    const waiting = [
      verifier.verifyToken(await provider.token({ status: slow.claim(0) })),
      verifier.verifyToken(await provider.token()),
      verifier.verifyToken(provider.introspection.issue()),
    ].map(reasonOf)
    while (slow.requests.length === 0 || questions(provider) - before < 2) {
      await new Promise(setImmediate)
    }
    verifier.close()
    const closed = await Promise.all(waiting)
    expect(closed).toEqual(closed.map(() => 'dependency_unavailable'))
    await new Promise(setImmediate)
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
    await slow.close()
  })
})
