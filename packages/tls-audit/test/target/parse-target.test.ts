import { describe, expect, it } from 'vitest'
import { formatTarget, parseTarget } from '../../src/target/parse-target.js'

const https = { protocol: 'https', port: 443, path: '/' }

describe('a target', () => {
  it.each([
    ['example.com', { ...https, host: 'example.com' }],
    ['Example.COM.', { ...https, host: 'example.com' }],
    ['example.com:8443', { ...https, host: 'example.com', port: 8443 }],
    ['my_service:1', { ...https, host: 'my_service', port: 1 }],
    ['münchen.example', { ...https, host: 'xn--mnchen-3ya.example' }],
    ['192.0.2.1', { ...https, host: '192.0.2.1' }],
    ['192.0.2.1:65535', { ...https, host: '192.0.2.1', port: 65_535 }],
    ['::1', { ...https, host: '::1' }],
    ['::1:443', { ...https, host: '::1:443' }],
    ['[::1]', { ...https, host: '::1' }],
    ['[2001:db8::1]:8443', { ...https, host: '2001:db8::1', port: 8443 }],
    ['https://example.com', { ...https, host: 'example.com' }],
    ['HTTPS://example.com/', { ...https, host: 'example.com' }],
    ['https://example.com:8443/a/b', { ...https, host: 'example.com', port: 8443, path: '/a/b' }],
    ['https://example.com/a/../b c?token=x#y', { ...https, host: 'example.com', path: '/b%20c' }],
    ['https://example.com?a/b', { ...https, host: 'example.com' }],
    [
      'https://example.com//other.example',
      { ...https, host: 'example.com', path: '//other.example' },
    ],
    ['rediss://host', { host: 'host', protocol: 'rediss', port: 6379, path: '/' }],
    ['rediss://:secret@host:6380/0', { host: 'host', protocol: 'rediss', port: 6380, path: '/' }],
    ['postgres://host', { host: 'host', protocol: 'postgres', port: 5432, path: '/' }],
    [
      'postgresql://user:p@ss@host:6432/db?sslmode=require',
      { host: 'host', protocol: 'postgres', port: 6432, path: '/' },
    ],
    ['smtp://mail.example', { host: 'mail.example', protocol: 'smtp', port: 25, path: '/' }],
    ['smtp://[::1]:587', { host: '::1', protocol: 'smtp', port: 587, path: '/' }],
    ['tls://host:853', { host: 'host', protocol: 'tls', port: 853, path: '/' }],
  ] as const)('is read from %s', (text, endpoint) => {
    expect(parseTarget(text)).toEqual(endpoint)
  })

  it.each([
    ['', 'a target is a host name or an address: ""'],
    ['exa mple', 'a target is a host name or an address: "exa mple"'],
    ['-a.example', 'a target is a host name or an address: "-a.example"'],
    [`${'a'.repeat(64)}.example`, /^a target is a host name or an address/],
    ['a..example', 'a target is a host name or an address: "a..example"'],
    ['127.1', 'a target is a host name or an address: "127.1"'],
    ['0x7f.1', 'a target is a host name or an address: "0x7f.1"'],
    ['2130706433', 'a target is a host name or an address: "2130706433"'],
    ['1.2.3.4.5', 'a target is a host name or an address: "1.2.3.4.5"'],
    ['a%2eexample', 'a target is a host name or an address: "a%2eexample"'],
    ['a:b:c', /^a target is a host name or an address/],
    ['[::1', /^a target is a host name or an address/],
    ['[example.com]', 'an IPv6 address stands between the brackets of a target'],
    ['[::1]443', /^a target is a host name or an address/],
    ['a:0', 'the port of a target is a number from 1 to 65535'],
    ['a:', 'the port of a target is a number from 1 to 65535'],
    ['a:65536', 'the port of a target is a number from 1 to 65535'],
    ['a:0443', 'the port of a target is a number from 1 to 65535'],
    ['a:4 4', 'the port of a target is a number from 1 to 65535'],
    ['a:1e3', 'the port of a target is a number from 1 to 65535'],
    ['example.com/a', 'a target with a path begins with https://'],
    ['https://', 'a target is a host name or an address: ""'],
    ['https://a\\b', 'a target is a host, or a URL such as https://host'],
    ['://a', 'a target is a host, or a URL such as https://host'],
    ['tls://host', 'a tls:// target needs a port'],
    ['http://a', 'there is no TLS at http://; where a server has it, write https://'],
    ['redis://a', 'there is no TLS at redis://; where a server has it, write rediss://'],
    [
      'ftp://a',
      'a target is one of https://, tls://, rediss://, postgres://, postgresql://, smtp://',
    ],
    ['constructor://a', /^a target is one of/],
    [`https://a/${'b'.repeat(2048)}`, 'a target has at most 2048 characters'],
  ])('is not read from %s', (text, message) => {
    expect(() => parseTarget(text)).toThrow(TypeError)
    expect(() => parseTarget(text)).toThrow(message)
  })

  it.each([
    'postgres://user:secret/x@host/db',
    'postgres://user:secret@ho st',
    'https://user:secret@a:b',
    'http://user:secret@a',
    'user:secret@host',
    'gopher://user:secret@a',
    'https://user:secret@[a]',
    'rediss://:secret',
    'rediss://user:se:secret',
  ])('is refused without a word of its password: %s', (text) => {
    expect(() => parseTarget(text)).toThrow(TypeError)
    expect(() => parseTarget(text)).not.toThrow(/secret/)
  })

  it('shows nothing that would move a cursor', () => {
    expect(() => parseTarget('a\u001B[2J\u202Eb')).toThrow(String.raw`"a\u001b[2J\u{202e}b"`)
  })

  it('takes from the defaults what is not said', () => {
    const defaults = { protocol: 'smtp', port: 587, servername: 'mail.example' } as const
    expect(parseTarget('a', defaults)).toEqual({ ...defaults, host: 'a', path: '/' })
    expect(parseTarget('tls://a:1', defaults)).toMatchObject({ protocol: 'tls', port: 1 })
    expect(parseTarget('https://a/b', { path: '/c' })).toMatchObject({ path: '/b' })
    expect(parseTarget('a', { path: '/c' })).toMatchObject({ path: '/c' })
  })

  it.each([{ servername: 'a b' }, { path: 'c' }, { path: '/c\r\nd: e' }, { port: 0 }])(
    'is refused with defaults that cannot be: %j',
    (defaults) => {
      expect(() => parseTarget('a', defaults)).toThrow(TypeError)
    },
  )
})

describe('an endpoint', () => {
  it.each([
    'https://example.com',
    'https://example.com:8443/a/b',
    'https://[::1]',
    'rediss://host',
    'rediss://host:6380',
    'postgres://[2001:db8::1]:6432',
    'smtp://mail.example',
    'tls://host:443',
  ])('is written as it was read: %s', (text) => {
    expect(formatTarget(parseTarget(text))).toBe(text)
  })
})
