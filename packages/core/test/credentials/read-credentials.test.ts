import { describe, expect, it } from 'vitest'
import type { Credentials } from '../../src/credentials/credentials.js'
import { isToken68, readCredentials } from '../../src/credentials/read-credentials.js'
import type { TokenRequest } from '../../src/index.js'
import { reasonOf } from '../support/outcome.js'
import { tokenRequest, withAuthorization } from '../support/token-request.js'

const headerOnly = { body: false, query: false, cookie: undefined }
const everywhere = { body: true, query: true, cookie: 'at' }
const tls = 'tls' as const
const schemes = ['Bearer', 'DPoP'] as const

const header = { authorization: 'Bearer abc' }
const form = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: { access_token: 'abc' },
}
const query = { url: '/r?access_token=abc' }
const cookie = { headers: { cookie: 'at=abc' } }

const single: readonly (readonly [string, Partial<TokenRequest>])[] = [
  ['header', { headers: header }],
  ['form', form],
  ['query', query],
  ['cookie', cookie],
]

const several: readonly (readonly [string, Partial<TokenRequest>])[] = [
  ['header and form', { ...form, headers: { ...form.headers, ...header } }],
  ['header and query', { ...query, headers: header }],
  ['header and cookie', { headers: { ...cookie.headers, ...header } }],
  ['form and query', { ...form, ...query }],
  ['form and cookie', { ...form, headers: { ...form.headers, ...cookie.headers } }],
  ['query and cookie', { ...query, ...cookie }],
  ['query twice', { url: '/r?access_token=abc&access_token=abc' }],
  ['form twice', { ...form, body: { access_token: ['abc', 'abc'] } }],
  ['cookie twice', { headers: { cookie: 'at=abc; at=abc' } }],
]

describe('the one token of a request', () => {
  it.each(single)('comes from the %s', (_, request) => {
    const config = { sources: everywhere, transport: tls, schemes }
    expect(readCredentials(tokenRequest(request), config)).toEqual({
      scheme: 'Bearer',
      token: 'abc',
    })
  })

  it.each(several)('does not come from %s', (_, request) => {
    const read = (): Credentials =>
      readCredentials(tokenRequest(request), { sources: everywhere, transport: tls, schemes })
    expect(reasonOf(read)).toBe('multiple_credentials')
  })

  it('is looked for in switched-off parameters, so that two are seen', () => {
    const config = { sources: headerOnly, transport: tls, schemes }
    for (const [name, request] of several.slice(0, 2)) {
      const read = (): Credentials => readCredentials(tokenRequest(request), config)
      expect([name, reasonOf(read)]).toEqual([name, 'multiple_credentials'])
    }
  })

  it.each([
    ['form', form, 'disabled_source'],
    ['query', query, 'disabled_source'],
    // A cookie of that name is anybody's.
    ['cookie', cookie, 'missing_credentials'],
  ] as const)('does not come from the %s where it is switched off', (_, request, reason) => {
    const config = { sources: headerOnly, transport: tls, schemes }
    expect(reasonOf(() => readCredentials(tokenRequest(request), config))).toBe(reason)
  })

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer a!b',
    'Bearer a b',
    'Bearer a,b',
    'Bearer ab=c',
    'Bearer =',
  ])('is of the grammar, unlike %j', (authorization) => {
    const config = { sources: headerOnly, transport: tls, schemes }
    const { token } = readCredentials(withAuthorization(authorization), config)
    expect(isToken68(token)).toBe(false)
  })

  it('keeps every character of the grammar', () => {
    const config = { sources: headerOnly, transport: tls, schemes }
    const token = 'aZ09-._~+/=='
    expect(readCredentials(withAuthorization(`Bearer ${token}`), config)).toEqual({
      scheme: 'Bearer',
      token,
    })
    expect(isToken68(token)).toBe(true)
  })

  it.each([{ access_token: { a: 1 } }, { access_token: [null] }, { access_token: [['abc']] }])(
    'is a string, unlike %j',
    (body) => {
      const config = { sources: everywhere, transport: tls, schemes }
      const read = (): Credentials => readCredentials(tokenRequest({ ...form, body }), config)
      expect(reasonOf(read)).toBe('malformed_credentials')
    },
  )
})

describe('the transport', () => {
  const plain = { secure: false, remoteAddress: '203.0.113.9' }
  const config = { sources: headerOnly, transport: tls, schemes }
  const reason = (request: Partial<TokenRequest>, transport: 'tls' | 'any' = 'tls'): unknown =>
    reasonOf(() => readCredentials(tokenRequest(request), { ...config, transport }))

  it('has to be TLS', () => {
    expect(reason({ ...plain, headers: header })).toBe('insecure_transport')
    expect(reason({ secure: false, headers: header })).toBe('insecure_transport')
  })

  it('comes before what is wrong with the credentials', () => {
    expect(reason({ ...plain, headers: { authorization: 'Bearer a!b' } })).toBe(
      'insecure_transport',
    )
    expect(reason({ ...plain, ...query })).toBe('insecure_transport')
  })

  it('does not matter where no token was exposed', () => {
    expect(reason(plain)).toBe('missing_credentials')
    const basic = { ...plain, headers: { authorization: 'Basic dTpw' } }
    expect(reason(basic)).toBe('unsupported_scheme')
  })

  it('does not matter where it was told not to', () => {
    expect(reason({ ...plain, headers: header }, 'any')).toBeUndefined()
  })
})

const reasonForHost = (lines: readonly string[]): unknown =>
  reasonOf(() =>
    readCredentials(
      tokenRequest({
        headers: { ...header, ...(lines[0] !== undefined && { host: lines[0] }) },
        headersDistinct: { authorization: ['Bearer abc'], host: [...lines] },
      }),
      { sources: headerOnly, transport: tls, schemes },
    ),
  )

describe('the Host', () => {
  it.each([
    'rs.example',
    'rs.example:8443',
    'RS.example.',
    'rs_1.example:',
    '[2001:db8::1]:443',
    '127.0.0.1',
    'xn--bcher-kva.example',
  ])('may be %j', (host) => {
    expect(reasonForHost([host])).toBeUndefined()
  })

  it.each([
    '',
    'a b',
    'rs.example/r?',
    'rs.example?',
    'a@rs.example',
    'rs.example:x',
    '[::1',
    'a,b#',
    'a\\b',
  ])('is one host, unlike %j (RFC 9112 §3.2)', (host) => {
    expect(reasonForHost([host])).toBe('malformed_host')
  })

  it('is there once', () => {
    expect(reasonForHost(['rs.example', 'rs.example'])).toBe('malformed_host')
  })

  it('may be absent, as it is on HTTP/2', () => {
    expect(reasonForHost([])).toBeUndefined()
  })
})
