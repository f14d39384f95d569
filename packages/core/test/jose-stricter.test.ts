import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Reason } from '../src/index.js'
import { compare, createReference, pairOf, type Reference } from './support/jose-reference.js'
import { NOW, signedChange } from './support/token-changes.js'
import { finishToken, padded, withStrayBits, type TokenDraft } from './support/token-draft.js'

let reference: Reference
beforeAll(async () => {
  reference = await createReference()
})

/** Each rule of ours that jose does not have, by a token that breaks it. */
const rules: readonly (readonly [Reason, string, (draft: TokenDraft) => unknown])[] = [
  ['token_too_large', 'long', ({ payload }) => (payload['filler'] = 'x'.repeat(13_000))],
  ['malformed_token', 'padded in the header', ({ spellings }) => spellings.header.push(padded)],
  ['malformed_token', 'stray bits', ({ afterwards }) => afterwards.push(withStraySignature)],
  ['malformed_token', 'white space', ({ spellings }) => spellings.payload.push((s) => `${s}\n`)],
  ['malformed_token', 'a BOM', ({ rewrites }) => rewrites.payload.push((s) => `\ufeff${s}`)],
  ['malformed_token', 'iss twice', ({ rewrites }) => rewrites.payload.push(front('"iss":1'))],
  ['malformed_token', 'alg twice', ({ rewrites }) => rewrites.header.push(front('"alg":"none"'))],
  [
    'malformed_token',
    'aud hidden',
    ({ rewrites }) => rewrites.payload.push(front('"\\u0061ud":1')),
  ],
  ['malformed_token', '1e400', ({ rewrites }) => rewrites.payload.push(front('"nbf":-1e400'))],
  ['malformed_token', 'depth', ({ payload }) => (payload['x'] = JSON.parse(deep) as unknown)],
  ['unsupported_header', 'b64 alone', ({ header }) => (header['b64'] = false)],
  [
    'unsupported_header',
    'crit',
    ({ header }) => Object.assign(header, { crit: ['b64'], b64: true }),
  ],
  ['unsupported_header', 'zip', ({ header }) => (header['zip'] = 'DEF')],
  ['malformed_claim', 'aud with a number', ({ payload }) => (payload['aud'] = ['urn:rs', 1])],
  ['malformed_claim', 'sub is a number', ({ payload }) => (payload['sub'] = 1)],
  ['malformed_claim', 'jti is empty', ({ payload }) => (payload['jti'] = '')],
  ['malformed_claim', 'client_id is a list', ({ payload }) => (payload['client_id'] = ['c1'])],
  ['malformed_claim', 'scope is a list', ({ payload }) => (payload['scope'] = ['admin'])],
  ['malformed_claim', 'exp in milliseconds', ({ payload }) => (payload['exp'] = NOW * 1000)],
  ['malformed_claim', 'nbf is negative', ({ payload }) => (payload['nbf'] = -1)],
  ['malformed_claim', 'act is a string', ({ payload }) => (payload['act'] = 'a1')],
  ['malformed_claim', 'details', ({ payload }) => (payload['authorization_details'] = [{}])],
  ['missing_claim', 'sub is null', ({ payload }) => (payload['sub'] = null)],
  ['token_not_yet_valid', 'iat tomorrow', ({ payload }) => (payload['iat'] = NOW + 86_400)],
  ['malformed_binding', 'cnf', ({ payload }) => (payload['cnf'] = { jkt: 'x' })],
  ['unsupported_binding', 'cnf', ({ payload }) => (payload['cnf'] = { kid: 'x' })],
]

const deep = `${'['.repeat(32)}${']'.repeat(32)}`

function withStraySignature(token: string): string {
  return token.replace(/[^.]*$/, (signature) => withStrayBits(signature))
}

function front(member: string): (json: string) => string {
  return (json) => json.replace('{', `{${member},`)
}

describe('what jose takes, and we do not', () => {
  it.each(rules)('%s: %s', async (reason, _, change) => {
    const made = reference.draft(0)
    change(made)
    expect(await compare(finishToken(made), reference.pair(0), [reason])).toBe(reason)
  })

  it('is all that the comparison with jose allows', () => {
    const allowed = new Set(rules.map(([reason]) => reason))
    const used = fc.sample(signedChange, 2_000).flatMap(({ stricter }) => stricter)
    expect(used.filter((reason) => !allowed.has(reason))).toEqual([])
  })

  it('also comes from a key of small order, where OpenSSL lets it verify anything', async () => {
    const x = Buffer.from([1, ...Array.from({ length: 31 }, () => 0)]).toString('base64url')
    const weak = { kty: 'OKP', crv: 'Ed25519', x, kid: 'd' }
    const others = reference.published.filter(({ kid }) => kid === 'a')
    // R is the identity, S is zero, and nobody signed anything.
    const forged = finishToken(reference.draft(3)).replace(/[^.]*$/, `${x}${'A'.repeat(43)}`)
    const verdict = await compare(forged, pairOf([weak, ...others]), ['unknown_key'])
    // OpenSSL 3.5, which Node 24 has, refuses such a signature itself.
    expect(['unknown_key', 'refused by both']).toContain(verdict)
  })
})
