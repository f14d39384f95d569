import { describe, expect, it } from 'vitest'
import { findTokens } from '../../src/inspect/find-tokens.js'

const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (name: string): string =>
  `${segment({ alg: 'ES256' })}.${segment({ sub: name })}.${'A'.repeat(86)}`
const [one, two, three] = [jwt('one'), jwt('two'), jwt('three')]
const OPAQUE = 'mF_9.B5f-4.1JqM-2YotnFZFEjr1zCsicMWpAA'

const sources = (text: string): string[][] =>
  findTokens(text, 'argument').map((found) => [found.source, found.text])

describe('a text that is one token', () => {
  it.each([one, `Bearer ${one}`, `  ${one}\n`, `DPoP ${one}`])('is that token', (text) => {
    expect(sources(text)).toEqual([['argument', one]])
  })

  it('is found where a terminal has broken it into lines', () => {
    const broken = [one.slice(0, 40), one.slice(40, 80), one.slice(80)].join('\n   ')
    expect(sources(broken)).toEqual([['argument', one]])
  })

  it('may be opaque, encrypted, or with disclosures', () => {
    for (const text of [OPAQUE, `${segment({ alg: 'dir' })}.AA.AA.AA.AA`, `${one}~WyJhIl0~`]) {
      expect(sources(text)).toEqual([['argument', text]])
    }
  })
})

describe('an HTTP request and its answer', () => {
  it('give each token once, in their order, with its place', () => {
    const paste = [
      '* Connected to rs.example',
      `> GET /a?access_token=${three} HTTP/1.1`,
      `> Authorization: DPoP ${one}`,
      `> dpop: ${two}`,
      '< HTTP/1.1 200 OK',
      `{"access_token":"${one}", "refresh_token" : "${OPAQUE}","token_type":"DPoP"}`,
    ].join('\r\n')
    expect(sources(paste)).toEqual([
      ['access_token', three],
      ['Authorization: DPoP', one],
      ['DPoP', two],
      ['refresh_token', OPAQUE],
    ])
  })

  it.each([
    [
      'a curl command',
      `curl -H 'Authorization: Bearer ${one}' https://rs.example/`,
      'Authorization: Bearer',
    ],
    ['headers as an object', `{ "authorization": "Bearer ${one}" }`, 'Authorization: Bearer'],
    ['a form', `grant_type=x&client_assertion=${one}&a=b`, 'client_assertion'],
    ['a URL', `https://rs.example/cb?x=1&id_token=${one}#x`, 'id_token'],
    ['a log line', `[info] got ${one} from them`, 'text'],
  ])('are read from %s', (_what, text, source) => expect(sources(text)).toEqual([[source, one]]))
})

describe('several tokens, one a line', () => {
  it('are several', () =>
    expect(sources(`${one}\n${two}`).map(([, text]) => text)).toEqual([one, two]))
})

describe('a text without a token', () => {
  it.each([
    '',
    'hello',
    'GET / HTTP/1.1\nHost: a',
    'https://rs.example/orders',
    '{"a":1}',
    'dpop: yes',
  ])('has none: %j', (text) => expect(sources(text)).toEqual([]))
})

describe('a megabyte of anything', () => {
  it.each([
    'eyJ',
    'authorization:',
    'eyJhbGci.',
    'access_token=',
    '"token":"',
    ' ',
    '\n',
    'dpop: .',
  ])('is read to its end: %j', (piece) => {
    const found = findTokens(piece.repeat(Math.ceil(1_000_000 / piece.length)), 'argument')
    expect(found.length).toBeLessThanOrEqual(20)
  })
})
