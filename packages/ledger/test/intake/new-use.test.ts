import { describe, expect, it } from 'vitest'
import { DEFAULT_FIELDS, FIELDS } from '../../src/fields.js'
import { storable, tokenDigest } from '../../src/identifiers.js'
import type { NewUse } from '../../src/use.js'
import { NOW, noted, RULES, usage, written } from '../support/messages.js'

const HOSTILE: readonly unknown[] = [
  'x'.repeat(100_000),
  'ä'.repeat(400),
  '𝔘'.repeat(600),
  '\0',
  'a\0b\uD800',
  '\uDC00'.repeat(600),
  '',
  '\u202E\u0007\n',
  "'; DROP TABLE uses; --",
  '\\u0000',
  7,
  Number.NaN,
  -1,
  1e300,
  10n,
  true,
  null,
  undefined,
  Symbol('x'),
  {},
  [],
  { toString: () => 'x' },
  () => 'x',
]

/** What a column takes: see schema.ts. */
function isStorable(value: unknown): boolean {
  if (value === null) return true
  if (typeof value === 'number') return Number.isSafeInteger(value)
  return typeof value === 'string' && value.length <= 512 && !/[\0\p{Surrogate}]/u.test(value)
}

it('writes down what a message says', () => {
  expect(written()).toEqual({
    at: NOW - 20,
    issuer: 'https://id.example',
    subject: 'alice',
    client: 'shop',
    token: tokenDigest('https://id.example', 'token-1'),
    grant: 'grant-1',
    approval: 'approval-1',
    service: 'orders',
    method: 'GET',
    route: '/orders/:id',
    status: 200,
    decision: 'accepted',
    reason: null,
    scheme: 'DPoP',
    binding: 'dpop',
    network: '192.0.2.0/24',
    agent: 'curl',
    tlsProtocol: 'TLSv1.3',
    tlsCipher: 'TLS_AES_128_GCM_SHA256',
  } satisfies NewUse)
})

it('knows as little as a message does', () => {
  const bare = Object.fromEntries(Object.keys(usage()).map((name) => [name, undefined]))
  const use = written({ ...bare, issuer: 'https://id.example', decision: 'accepted', duration: 0 })
  const { at, issuer, service, decision, ...rest } = use
  expect({ at, issuer, service, decision }).toEqual({
    at: NOW,
    issuer: 'https://id.example',
    service: 'orders',
    decision: 'accepted',
  })
  expect(new Set(Object.values(rest))).toEqual(new Set([null]))
})

describe('whatever a message holds, columns take what is made of it', () => {
  it.each(Object.keys(usage()).filter((name) => name !== 'decision'))('%s', (name) => {
    for (const value of HOSTILE) {
      if (name === 'issuer' && typeof value !== 'string') continue
      const use = written({ [name]: value })
      expect(Object.values(use).filter((member) => !isStorable(member))).toEqual([])
      expect(use.at).toBeLessThanOrEqual(NOW)
      expect(JSON.parse(JSON.stringify(use))).toEqual(use)
    }
  })
})

it('may have TLS that is none', () => {
  for (const tls of [7, 'x', [], { protocol: 'x'.repeat(9_999), cipher: '\0' }, { protocol: 1 }])
    expect(Object.values(written({ tls })).every(isStorable)).toBe(true)
})

it.each([
  [-5, 0],
  [Number.NaN, 0],
  [Infinity, 0],
  [1e12, 0],
  ['5', 0],
  [1.4, 1],
])('takes %s for a duration of %i ms', (duration, milliseconds) => {
  expect(written({ duration }).at).toBe(NOW - milliseconds)
})

it.each([
  ['GET', 'GET'],
  ['PROPFIND', 'PROPFIND'],
  ['get', 'OTHER'],
  ['SECRET', 'OTHER'],
  ['', null],
])('calls the method %j %j', (method, expected) => {
  expect(written({ method }).method).toBe(expected)
})

it.each([99, 600, 200.5, '200', Number.NaN])('takes %j for no status', (status) => {
  expect(written({ status }).status).toBeNull()
})

it.each(['Token_Expired', 'a b', 'x'.repeat(65), 'e\u0301'])('takes %j for no reason', (reason) => {
  expect(written({ reason }).reason).toBeNull()
})

it('finds a name and a token again, however long they are', () => {
  for (const length of [1, 200, 256, 257, 511, 512, 513, 9_999]) {
    const name = 'n'.repeat(length)
    expect(written({ subject: name, tokenId: name })).toMatchObject({
      subject: storable(name),
      token: tokenDigest('https://id.example', name),
    })
    expect(written({ issuer: name, tokenId: name })).toMatchObject({
      issuer: storable(name),
      token: tokenDigest(name, name),
    })
  }
})

it('keeps nothing large in memory', () => {
  const large = 'x'.repeat(1_000_000)
  const everything = Object.fromEntries(Object.keys(usage()).map((name) => [name, large]))
  const use = noted({ ...everything, tls: { protocol: large, cipher: large } })
  const sizes = Object.values(use).map((value) => (typeof value === 'string' ? value.length : 0))
  expect(sizes.filter((size) => size > 512)).toEqual([])
})

describe('a field that is omitted', () => {
  const columns: Readonly<Record<string, readonly (keyof NewUse)[]>> = {
    tls: ['tlsProtocol', 'tlsCipher'],
  }
  it.each(FIELDS.filter((field) => field !== 'service'))('%s is not even noted', (field) => {
    const rules = { ...RULES, fields: { ...DEFAULT_FIELDS, [field]: 'omit' as const } }
    const use = written({}, rules)
    const gone = columns[field] ?? [field as keyof NewUse]
    const expected = Object.fromEntries(gone.map((column) => [column, null]))
    expect(use).toEqual({ ...written(), ...expected })
  })
})
