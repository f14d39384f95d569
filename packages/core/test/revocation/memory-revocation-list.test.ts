import { createTestClock } from '@countersign/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CHANNELS,
  ConfigError,
  memoryRevocationList,
  type MemoryRevocationList,
  type RevocableToken,
  type RevocationMessage,
} from '../../src/index.js'
import { RevocationEntries } from '../../src/revocation.js'
import { configErrorOf, refusalOf } from '../support/outcome.js'
import { recordChannel } from '../support/recorded-channel.js'
import { withAuthorization } from '../support/token-request.js'
import { createWorld, type World } from '../support/world.js'

const issuer = 'https://id.example'

function listOf(maxEntries?: number): {
  list: MemoryRevocationList
  clock: ReturnType<typeof createTestClock>
  /** A token by its identifier. */
  token: (tokenId: string, rest?: Partial<RevocableToken>) => RevocableToken
  in: (seconds: number) => number
} {
  const clock = createTestClock()
  const list = memoryRevocationList({ clock, ...(maxEntries !== undefined && { maxEntries }) })
  const now = Math.floor(clock() / 1000)
  return {
    list,
    clock,
    token: (tokenId, rest = {}) => ({
      issuer,
      tokenId,
      grantId: undefined,
      sessionId: undefined,
      subject: 'alice',
      clientId: 'app',
      issuedAt: now,
      expiresAt: now + 300,
      claims: {},
      ...rest,
    }),
    in: (seconds) => now + seconds,
  }
}

describe('the revocation list in memory', () => {
  it('remembers a token for as long as a verifier may take it, and ten minutes is the most', () => {
    const { list, clock, token, in: after } = listOf()
    list.revoke({ issuer, tokenId: 'a', expiresAt: after(300) })
    clock.advance(899)
    expect(list.isRevoked(token('a'))).toBe(true)
    clock.advance(1)
    expect(list.isRevoked(token('a'))).toBe(false)
  })

  it('remembers a withdrawal without an end for a lifetime, from an issuer whose clock is ahead', () => {
    const { list, clock, token } = listOf()
    list.revoke({ issuer, tokenId: 'a' })
    clock.advance(2_592_000 + 1_199)
    expect(list.isRevoked(token('a'))).toBe(true)
    clock.advance(1)
    expect(list.isRevoked(token('a'))).toBe(false)
  })

  it('keeps nothing of tokens that have ended', () => {
    const { list, in: after } = listOf()
    for (let at = 0; at < 1_000; at++) {
      list.revoke({ issuer, tokenId: `t${at}`, expiresAt: after(-600) })
    }
    expect(list.size).toBe(0)
  })

  it('tells tens of thousands of tokens apart, and lets go of them', () => {
    const { list, clock, token, in: after } = listOf()
    const numbers = Array.from({ length: 30_000 }, (_, at) => at)
    for (const at of numbers) list.revoke({ issuer, tokenId: `t${at}`, expiresAt: after(60) })
    expect(list.size).toBe(30_000)
    expect(numbers.filter((at) => !list.isRevoked(token(`t${at}`)))).toEqual([])
    expect(numbers.filter((at) => list.isRevoked(token(`n${at}`)))).toEqual([])
    clock.advance(661)
    for (const at of [...numbers, ...numbers.map((one) => one + 30_000)]) {
      list.revoke({ issuer, tokenId: `n${at}`, expiresAt: after(2_000) })
    }
    expect(list.size).toBeLessThan(90_000)
    expect(numbers.filter((at) => !list.isRevoked(token(`n${at}`)))).toEqual([])
  })

  it('withdraws what any one of many withdrawals withdraws, in whatever order they come', () => {
    const moment = fc.integer({ min: 1_000, max: 1_020 })
    const party = fc.record(
      { subject: fc.constantFrom('a', 'b'), clientId: fc.constantFrom('a', 'b'), before: moment },
      { requiredKeys: ['before'] },
    )
    fc.assert(
      fc.property(fc.array(party, { maxLength: 30 }), moment, (parties, issuedAt) => {
        const { list, token } = listOf()
        const withdrawn = parties.filter((one) => one.subject ?? one.clientId)
        for (const one of withdrawn) list.revoke({ issuer, ...one })
        for (const subject of ['a', 'b']) {
          for (const clientId of ['a', 'b']) {
            const isWithdrawn = withdrawn.some(
              (one) =>
                (one.subject ?? subject) === subject &&
                (one.clientId ?? clientId) === clientId &&
                issuedAt <= one.before,
            )
            const asked = token('t', { subject, clientId, issuedAt })
            expect(list.isRevoked(asked)).toBe(isWithdrawn)
          }
        }
      }),
    )
  })

  it('goes by nothing that another list has said of a token', () => {
    const [{ list, token }, { list: other }] = [listOf(), listOf()]
    const asked = token('a')
    list.revoke({ issuer, tokenId: 'b' })
    other.revoke({ issuer, tokenId: 'a' })
    expect([list.isRevoked(asked), other.isRevoked(asked)]).toEqual([false, true])
  })

  it('tells what was withdrawn', () => {
    const channel = recordChannel<RevocationMessage>(CHANNELS.revocation)
    const { list } = listOf()
    list.revoke({ issuer, tokenId: 'a' })
    expect(() => list.revoke({ issuer } as never)).toThrow(ConfigError)
    channel.close()
    expect(channel.messages).toEqual([
      { event: 'withdrawn', list: 'memory', revocation: { issuer, tokenId: 'a' } },
    ])
  })

  it('says which property of a withdrawal is wrong', () => {
    const { list } = listOf()
    const optionOf = (revocation: object): string =>
      configErrorOf(() => list.revoke(revocation as never)).option
    expect(optionOf({ issuer, tokenId: '' })).toBe('revocation.tokenId')
    expect(optionOf({ issuer, subject: 'a', clientId: undefined })).toBe('revocation.clientId')
    expect(optionOf({ issuer, subject: 'a', before: Date.now() })).toBe('revocation.before')
    expect(optionOf({ issuer, tokenId: 'a', expiresAt: -1 })).toBe('revocation.expiresAt')
    expect(optionOf({ issuer, tokenId: 'a', jti: 'a' })).toBe('revocation.jti')
    expect(optionOf({ issuer, tokenId: 'a'.repeat(65_537) })).toBe('revocation.tokenId')
    expect(optionOf({ issuer })).toBe('revocation')
  })
})

describe('at its bound', () => {
  it.each([1, 3, 5_000])('of %d it takes nothing more, and forgets nothing', (maxEntries) => {
    const { list, token } = listOf(maxEntries)
    for (let at = 0; at < maxEntries; at++) list.revoke({ issuer, tokenId: `t${at}` })
    for (let at = 0; at < 100; at++) {
      expect(() => list.revoke({ issuer, tokenId: `n${at}` })).toThrow(
        expect.objectContaining({ status: 503, message: 'The revocation list is full' }),
      )
    }
    for (let at = 0; at < maxEntries; at++) expect(list.isRevoked(token(`t${at}`))).toBe(true)
    expect(list.size).toBe(maxEntries)
  })

  it('makes an entry that is there larger all the same', () => {
    const { list, token, in: after } = listOf(1)
    list.revoke({ issuer, subject: 'alice', before: after(-5) })
    expect(list.isRevoked(token('t'))).toBe(false)
    list.revoke({ issuer, subject: 'alice', before: after(0) })
    expect(list.isRevoked(token('t'))).toBe(true)
  })

  it('has room again as soon as something has expired, wherever that was', () => {
    const { list, clock, token, in: after } = listOf(5_000)
    for (let at = 0; at < 5_000; at++) {
      list.revoke({ issuer, tokenId: `t${at}`, expiresAt: after(at === 2_500 ? 1 : 60) })
    }
    clock.advance(601)
    list.revoke({ issuer, tokenId: 'new' })
    expect(list.isRevoked(token('new'))).toBe(true)
    expect(() => list.revoke({ issuer, tokenId: 'newer' })).toThrow('is full')
  })
})

describe('entries that a store of one’s own holds', () => {
  it('are all given back, with what makes them grow, and cover what is no larger', () => {
    const entries = new RevocationEntries(10_000)
    const names = Array.from(
      { length: 5_000 },
      (_, at) => `${String(at).padStart(15, '\u{ff}')}${String.fromCharCode(at % 6)}`,
    )
    const grown = names.map((name, at) => [
      entries.hold({ name, expiry: 100 + at, before: at }, 50),
      entries.hold({ name, expiry: 100, before: 0 }, 50),
    ])
    expect(new Set(grown.map(String))).toEqual(new Set(['true,false']))
    const held = [...entries.lists(() => 600)].flat()
    expect(new Map(held.map((one) => [one.name, one]))).toEqual(
      new Map(
        names.flatMap((name, at) =>
          at > 500 ? [[name, { name, expiry: 100 + at, before: at }] as const] : [],
        ),
      ),
    )
    const [name = ''] = names
    expect(entries.covers({ name, expiry: 100, before: 0 })).toBe(true)
    expect(entries.covers({ name, expiry: 101, before: 0 })).toBe(false)
    expect(entries.covers({ name, expiry: 100, before: 1 })).toBe(false)
    expect(entries.covers({ name: `${name}x`.slice(1), expiry: 1, before: 0 })).toBe(false)
  })
})

describe('a verifier with a list in memory', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.close())

  it('refuses a token from the request on that comes after its withdrawal', async () => {
    const { clock, provider } = world
    const list = memoryRevocationList({ clock })
    const verifier = world.verifier({ revocation: list })
    const token = await provider.token({ jti: 'j1', sid: 's1' })
    const other = await provider.token({ jti: 'j2', sid: 's1' })
    const ask = async (asked: string): Promise<unknown> =>
      verifier.verifyRequest(withAuthorization(`Bearer ${asked}`))
    for (let use = 0; use < 3; use++) await Promise.all([ask(token), ask(other)])
    list.revoke({ issuer: provider.issuer, tokenId: 'j1' })
    expect(await refusalOf(ask(token))).toMatchObject({ status: 401, reason: 'revoked_token' })
    await ask(other)
    list.revoke({ issuer: provider.issuer, sessionId: 's1' })
    expect((await refusalOf(ask(other))).reason).toBe('revoked_token')
  })

  it('takes no token that lives longer than it remembers, however old it has become', async () => {
    const { clock, provider } = world
    const list = memoryRevocationList({ clock, maxTokenLifetime: 600 })
    const verifier = world.verifier({ revocation: list })
    const now = Math.floor(clock() / 1000)
    const old = await provider.token({ iat: now - 500, exp: now + 101 })
    expect((await refusalOf(verifier.verifyToken(old))).reason).toBe('lifetime_too_long')
    await verifier.verifyToken(await provider.token({ iat: now - 500, exp: now + 100 }))
  })
})

describe('a clock that tells no time', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is a 503: %d', (time) => {
    const list = memoryRevocationList({ clock: () => time })
    const unavailable = expect.objectContaining({ status: 503 })
    expect(() => list.revoke({ issuer, tokenId: 'a' })).toThrow(unavailable)
    expect(() => list.isRevoked(listOf().token('a'))).toThrow(unavailable)
  })
})

describe('wrong options', () => {
  it.each([
    ['maxEntries', { maxEntries: 0 }],
    ['maxEntries', { maxEntries: 1.5 }],
    ['maxEntries', { maxEntries: Number.NaN }],
    ['maxTokenLifetime', { maxTokenLifetime: 59 }],
    ['maxTokenLifetime', { maxTokenLifetime: Infinity }],
    ['clock', { clock: 5 }],
    ['max', { max: 5 }],
    ['options', null],
    ['options', 5],
  ])('name %s: %j', (option, options) => {
    expect(configErrorOf(() => memoryRevocationList(options as never)).option).toBe(option)
  })
})
