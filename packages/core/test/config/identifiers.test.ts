import { describe, expect, it } from 'vitest'
import {
  isIssuerIdentifier,
  isLoopbackHost,
  issuerIdentifier,
  parseTrustedUrl,
  trustedUrl,
} from '../../src/config/identifiers.js'
import { configErrorOf } from '../support/outcome.js'

const trusted = [
  'https://id.example',
  'https://id.example/',
  'https://id.example:8443/tenant/one?version=2',
  'https://xn--bcher-kva.example',
  'http://localhost:3000',
  'http://127.0.0.1',
  'http://127.255.0.9:81/x',
  'http://[::1]:3000',
]

const distrusted: readonly (readonly [value: unknown, problem: RegExp])[] = [
  [undefined, /absolute URL/],
  [new URL('https://id.example'), /absolute URL/],
  [['https://id.example'], /absolute URL/],
  ['', /absolute URL/],
  ['/path', /absolute URL/],
  ['//id.example', /absolute URL/],
  // `new URL` repairs each of these.
  ['https://id.example/a b', /absolute URL/],
  ['https://id.exa\tmple', /absolute URL/],
  ['https://id.example\n', /absolute URL/],
  ['https:\\\\id.example', /absolute URL/],
  ['https:id.example', /absolute URL/],
  ['https:/id.example', /absolute URL/],
  ['https://bücher.example', /absolute URL/],
  ['https://id.example/"', /absolute URL/],
  ['http://id.example', /http: is for loopback only/],
  ['http://127.0.0.1.id.example', /http: is for loopback only/],
  ['http://localhost.example', /http: is for loopback only/],
  ['http://0.0.0.0', /http: is for loopback only/],
  ['http://[::2]', /http: is for loopback only/],
  ['ftp://id.example', /must use https:/],
  ['javascript:alert(1)', /must use https:/],
  ['data:application/json,{}', /must use https:/],
  ['file:///etc/passwd', /must use https:/],
  ['https://user@id.example', /user name or password/],
  ['https://:word@id.example', /user name or password/],
  ['https://id.example#', /fragment/],
  ['https://id.example/a#b', /fragment/],
]

describe('parseTrustedUrl', () => {
  it.each(trusted)('takes %s', (value) => {
    expect(parseTrustedUrl(value)).toEqual(new URL(value))
  })

  it.each(distrusted)('says what is wrong with %s', (value, problem) => {
    expect(parseTrustedUrl(value)).toMatch(problem)
  })
})

describe('trustedUrl', () => {
  it('throws what parseTrustedUrl says', () => {
    const problem = configErrorOf(() => trustedUrl('publicUrl', 'http://rs.example'))
    expect(problem.option).toBe('publicUrl')
    expect(problem.message).toBe('"publicUrl" must use https: (http: is for loopback only)')
  })
})

describe('issuerIdentifier', () => {
  it.each(['https://id.example', 'https://id.example/', 'HTTPS://ID.example/%7Etenant'])(
    'leaves %s byte for byte as it is',
    (value) => {
      expect(issuerIdentifier('issuer', value)).toBe(value)
    },
  )

  it.each(['https://id.example?', 'https://id.example/?tenant=1'])('refuses %s', (value) => {
    expect(configErrorOf(() => issuerIdentifier('issuer', value)).message).toMatch(/query/)
  })
})

describe('isIssuerIdentifier', () => {
  it('says what issuerIdentifier would throw for', () => {
    const good = ['https://id.example', 'https://id.example/a', 'http://localhost:3000']
    expect(good.every(isIssuerIdentifier)).toBe(true)
    const bad = ['', 'u1', 'http://id.example', 'https://id.example?a', 'https://id.example/?']
    expect([...bad, 'https://id.example#a', 'https:id.example'].some(isIssuerIdentifier)).toBe(
      false,
    )
  })
})

describe('isLoopbackHost', () => {
  it('knows the spellings that URL brings addresses into', () => {
    for (const host of ['127.1', '0x7f000001', '2130706433', '[0:0:0:0:0:0:0:1]', 'LOCALHOST']) {
      expect(isLoopbackHost(new URL(`http://${host}`).hostname)).toBe(true)
    }
  })

  it.each([
    'localhost.',
    'a.localhost',
    '128.0.0.1',
    '127.0.0.1.example',
    '::1',
    '[::ffff:7f00:1]',
  ])('does not take %s for this machine', (host) => {
    expect(isLoopbackHost(host)).toBe(false)
  })
})
