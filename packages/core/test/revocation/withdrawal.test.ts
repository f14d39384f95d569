import { createProofKey, proof } from '@countersign/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Reason,
  type RevocableToken,
  type RevocationList,
  type VerifierOptions,
} from '../../src/index.js'
import { configErrorOf, refusalOf } from '../support/outcome.js'
import { tokenRequest, withAuthorization } from '../support/token-request.js'
import { createWorld, type World } from '../support/world.js'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

/** A list that answers with whatever this gives. */
function listThat(
  isRevoked: (token: RevocableToken) => unknown,
  rest: Partial<RevocationList> = {},
): RevocationList {
  const answers = isRevoked as RevocationList['isRevoked']
  return { isRevoked: answers, revoke: () => undefined, ...rest }
}

const LISTS: readonly (readonly [string, (answer: unknown) => unknown])[] = [
  ['at once', (answer) => answer],
  ['later', (answer) => Promise.resolve(answer)],
]

async function verify(
  revocation: VerifierOptions['revocation'],
  claims: Record<string, unknown> = {},
): Promise<Reason | 'accepted'> {
  const verifier = world.verifier({ ...(revocation && { revocation }) })
  const token = await world.provider.token(claims)
  return verifier.verifyRequest(withAuthorization(`Bearer ${token}`)).then(
    () => 'accepted' as const,
    (error: { reason: Reason }) => error.reason,
  )
}

describe.each(LISTS)('a revocation list that answers %s', (_, answering) => {
  it('refuses what was withdrawn', async () => {
    expect(await verify(listThat(() => answering(true)))).toBe('revoked_token')
  })

  it('lets in what was not', async () => {
    expect(await verify(listThat(() => answering(false)))).toBe('accepted')
  })

  it.each([undefined, null, 0, 1, '', 'no', {}])('decides nothing by %j', async (answer) => {
    const verifier = world.verifier({ revocation: listThat(() => answering(answer)) })
    const token = await world.provider.token()
    const error = await refusalOf(verifier.verifyToken(token))
    expect(error).toMatchObject({ status: 503, reason: 'dependency_unavailable' })
  })

  it('is one of several, of which each is asked', async () => {
    const asked: string[] = []
    const list = (name: string, answer: boolean): RevocationList =>
      listThat(() => {
        asked.push(name)
        return answering(answer)
      })
    expect(await verify([list('a', false), list('b', false), list('c', true)])).toBe(
      'revoked_token',
    )
    expect(await verify([list('d', false), list('e', false)])).toBe('accepted')
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('is asked of a bare token too, and each time', async () => {
    let isRevoked = false
    const verifier = world.verifier({ revocation: listThat(() => answering(isRevoked)) })
    const token = await world.provider.token()
    await verifier.verifyToken(token)
    await verifier.verifyToken(token)
    isRevoked = true
    expect((await refusalOf(verifier.verifyToken(token))).reason).toBe('revoked_token')
  })
})

describe('a revocation list', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('disk on fire')
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk on fire'))],
  ])('that %s makes a 503, and no 401', async (_, fails) => {
    const verifier = world.verifier({ revocation: listThat(fails) })
    const error = await refusalOf(verifier.verifyToken(await world.provider.token()))
    expect(error).toMatchObject({ status: 503, code: undefined })
    expect(error.headers).not.toHaveProperty('WWW-Authenticate')
    expect(error.cause).toMatchObject({ message: 'disk on fire' })
  })

  it('is told of the token by its names, and by the same object each time', async () => {
    const told: RevocableToken[] = []
    const verifier = world.verifier({ revocation: listThat((token) => (told.push(token), false)) })
    const token = await world.provider.token({
      jti: 't1',
      grant_id: 'g1',
      sid: 's1',
      sub: 'alice',
      client_id: 'app',
    })
    for (let use = 0; use < 3; use++) await verifier.verifyToken(token)
    expect(told[0]).toMatchObject({
      issuer: world.provider.issuer,
      tokenId: 't1',
      grantId: 'g1',
      sessionId: 's1',
      subject: 'alice',
      clientId: 'app',
      claims: { scope: 'read' },
    })
    const { issuedAt = 0, expiresAt = 0 } = told[0] ?? {}
    expect(expiresAt - issuedAt).toBe(300)
    // From the second time on the token is kept, and with it what lists are told of it.
    expect(told[2]).toBe(told[1])
    expect(JSON.stringify(told)).not.toContain(token)
  })

  it('is not told of a token that is refused before, or whose sender proves nothing', async () => {
    const told: RevocableToken[] = []
    const holder = await createProofKey()
    const verifier = world.verifier({ revocation: listThat((token) => (told.push(token), true)) })
    const { provider, clock } = world
    await refusalOf(verifier.verifyToken(await provider.token({ exp: 1 })))
    const bound = await provider.token({ cnf: { jkt: holder.thumbprint } })
    const by = async (key: typeof holder): Promise<Reason> => {
      const url = 'https://rs.example/orders'
      const dpop = proof(key, { url, token: bound, clock })
      const headers = { authorization: `DPoP ${bound}`, dpop }
      return (await refusalOf(verifier.verifyRequest(tokenRequest({ headers })))).reason
    }
    expect(await by(await createProofKey())).toBe('key_mismatch')
    expect(told).toEqual([])
    expect(await by(holder)).toBe('revoked_token')
  })

  it('need not remember longer than it says: what lives longer is refused', async () => {
    const list = listThat(() => false, { maxTokenLifetime: 600 })
    const now = Math.floor(world.clock() / 1000)
    expect(await verify(list, { exp: now + 601 })).toBe('lifetime_too_long')
    expect(await verify(list, { exp: now + 600 })).toBe('accepted')
  })
})

describe('the option "revocation"', () => {
  it.each([null, 'redis', {}, { isRevoked: true }, [undefined], [[]]])('takes no %j', (value) => {
    const revocation = value as never
    expect(configErrorOf(() => world.verifier({ revocation })).option).toBe('revocation')
  })

  it.each([0, -1, Number.NaN, '60'])('takes no list with a lifetime of %j', (lifetime) => {
    const list = listThat(() => false, { maxTokenLifetime: lifetime as number })
    const { option } = configErrorOf(() => world.verifier({ revocation: list }))
    expect(option).toBe('revocation.maxTokenLifetime')
  })

  it('may be an empty list', async () => {
    expect(await verify([])).toBe('accepted')
  })
})
