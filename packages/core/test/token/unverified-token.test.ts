import { encodeSegment } from '@countersign/testing'
import { describe, expect, it } from 'vitest'
import { parsed } from '../support/parsed.js'
import { reasonOf } from '../support/outcome.js'

const header = { alg: 'ES256', typ: 'at+jwt', kid: 'es1' }
const payload = { iss: 'https://id.example' }
const signature = encodeSegment('signature')

/** A token of these parts, in no way signed. */
function compact(
  parts: { header?: string | object | Uint8Array; payload?: string | object | Uint8Array } = {},
): string {
  return `${encodeSegment(parts.header ?? header)}.${encodeSegment(parts.payload ?? payload)}.${signature}`
}

const reason = (token: string): unknown => reasonOf(() => parsed(token))

describe('parseToken', () => {
  it('takes a compact JWS apart', () => {
    const token = compact()
    const unverified = parsed(token)
    expect(unverified).toMatchObject({
      header: { algorithm: 'ES256', kid: 'es1', typ: 'at+jwt' },
      headerSegment: encodeSegment(header),
      issuer: 'https://id.example',
      claims: payload,
    })
    expect(unverified.signature.toString()).toBe('signature')
    expect(unverified.signingInput).toBe(token.slice(0, token.lastIndexOf('.')))
  })

  it('takes an empty signature apart: refusing it is for who checks it', () => {
    expect(parsed(`${encodeSegment(header)}.${encodeSegment(payload)}.`).signature).toEqual(
      Buffer.alloc(0),
    )
  })
})

describe('segments', () => {
  const [h = '', p = '', s = ''] = compact().split('.')

  it.each([
    ['', 'opaque_token'],
    ['opaque', 'opaque_token'],
    ['.', 'opaque_token'],
    [`${h}.${p}`, 'opaque_token'],
    [`${h}.${p}.${s}.`, 'malformed_token'],
    [`${h}.${p}.${s}.x`, 'malformed_token'],
    [`.${h}.${p}.${s}`, 'malformed_token'],
    [`${h}.${p}.${s}.x.y`, 'encrypted_token'],
    [`${h}.${p}.${s}.x.y.z`, 'malformed_token'],
    ['....', 'encrypted_token'],
    ['..', 'malformed_token'],
    [`.${p}.${s}`, 'malformed_token'],
    [`${h}..${s}`, 'malformed_token'],
    [`${p}.${h}.${s}`, 'unsupported_algorithm'],
    [`${h}.${p}.${s}~`, 'malformed_token'],
    [`${h}.${p}.${s}~x~`, 'malformed_token'],
    [`${h}.${p}.${s}=`, 'malformed_token'],
    [`${h}=.${p}.${s}`, 'malformed_token'],
    [`${h}.${p}=.${s}`, 'malformed_token'],
    [` ${h}.${p}.${s}`, 'malformed_token'],
    [`${h}. ${p}.${s}`, 'malformed_token'],
    [`${h}.${p}.${s}\n`, 'malformed_token'],
    [`${h}.${p}.+/+/`, 'malformed_token'],
    [`${h}.${p}.AB`, 'malformed_token'],
    [`${h}.${p}.A`, 'malformed_token'],
  ])('%s: %s', (token, expected) => {
    expect(reason(token)).toBe(expected)
  })

  it('are not looked at one by one where there are too many', () => {
    const started = performance.now()
    expect(reason('.'.repeat(1_000_000))).toBe('malformed_token')
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('the header', () => {
  it.each(['crit', 'b64', 'zip'])('must not have %s, whatever it says', (name) => {
    for (const value of [['exp'], [], null, false, true, 'DEF']) {
      expect(reason(compact({ header: { ...header, [name]: value } }))).toBe('unsupported_header')
    }
  })

  it.each([
    'none',
    'None',
    'none ',
    'nоne',
    'HS256',
    'HS512',
    'rs256',
    'ES256\n',
    'ES256K',
    'ES256,none',
    'RSA-OAEP',
    'dir',
    'toString',
    '__proto__',
    '',
    null,
    ['ES256'],
    { toString: 'ES256' },
    undefined,
    0,
  ])('must not name %j for algorithm', (alg) => {
    expect(reason(compact({ header: { ...header, alg } }))).toBe('unsupported_algorithm')
  })

  it.each([1, null, ['es1'], {}, true])('must not have %j for kid', (kid) => {
    expect(reason(compact({ header: { ...header, kid } }))).toBe('malformed_token')
  })

  it('need not have a kid, and may have an odd one', () => {
    for (const kid of [undefined, '', '__proto__', "x' OR 1=1", '../../dev/null', '\u0000']) {
      expect(parsed(compact({ header: { ...header, kid } })).header.kid).toBe(kid)
    }
  })

  it('may carry keys and addresses that nobody looks at', () => {
    const injected = { jwk: { kty: 'EC' }, jku: 'https://evil.example', x5u: 1, x5c: [] }
    expect(reason(compact({ header: { ...header, ...injected } }))).toBeUndefined()
  })

  it('gives its kind of refusal before the payload is read', () => {
    expect(reason(compact({ header: { ...header, alg: 'none' }, payload: 'no JSON' }))).toBe(
      'unsupported_algorithm',
    )
  })

  it.each([
    '[]',
    '"x"',
    'null',
    '{"alg":"ES256","alg":"none"}',
    '{"alg":"none","alg":"ES256"}',
    '',
  ])('is one strict object, unlike %s', (text) => {
    const token = `${encodeSegment(text)}.${encodeSegment(payload)}.${signature}`
    expect(reason(token)).toBe('malformed_token')
  })
})

describe('the payload', () => {
  it.each([
    '[]',
    '"x"',
    '1',
    '{"iss":"a","iss":"b"}',
    '\ufeff{"iss":"a"}',
    '{"iss":"a","exp":1e400}',
  ])('is one strict object, unlike %s', (text) => {
    expect(reason(compact({ payload: text }))).toBe('malformed_token')
  })

  it('names its issuer', () => {
    expect(reason(compact({ payload: {} }))).toBe('missing_claim')
    for (const iss of [null, 1, ['https://id.example'], {}, true]) {
      expect([iss, reason(compact({ payload: { iss } }))]).toEqual([iss, 'malformed_claim'])
    }
  })

  it('names no issuer by a claim that it inherits', () => {
    expect(reason(compact({ payload: '{"__proto__":{"iss":"https://id.example"}}' }))).toBe(
      'malformed_token',
    )
  })
})
