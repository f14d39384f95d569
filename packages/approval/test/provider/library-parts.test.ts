import { describe, expect, it } from 'vitest'
import { isSubject } from '../../src/provider/library/distinguished-name.js'
import { outboundFetch } from '../../src/provider/library/outbound.js'
import { networkOf } from '../../src/provider/request/network.js'
import { shownText } from '../../src/shown-text.js'

describe('a distinguished name', () => {
  it.each([
    ['CN=app,O=Example,C=DE', 'C=DE\nO=Example\nCN=app'],
    ['cn=app, o=Example, c=DE', 'C=DE\nO=Example\nCN=app'],
    [String.raw`CN=app,O=Acme\, Inc.`, 'O=Acme\\, Inc.\nCN=app'],
    ['CN=app#1', 'CN=app#1'],
  ])('%j is that of a certificate with %j', (registered, subject) => {
    expect(isSubject(registered, subject)).toBe(true)
  })

  it.each([
    ['the other way round', 'C=DE,O=Example,CN=app', 'C=DE\nO=Example\nCN=app'],
    ['less', 'CN=app', 'O=Example\nCN=app'],
    ['more', 'CN=app,O=Example', 'CN=app'],
    ['other capitals', 'CN=App', 'CN=app'],
    ['two attributes in a part', 'CN=app+OU=x', 'CN=app+OU=x'],
    ['two attributes in the other', 'CN=app', 'CN=app+OU=x'],
    ['a part in a value', 'CN=app,O=Example', String.raw`CN=app\,O=Example`],
    ['nothing', '', ''],
    ['nothing there', 'CN=app', undefined],
    ['an empty value', 'CN=', 'CN='],
    ['an end that is missing', 'CN=app,', 'CN=app'],
    ['no name', 'app', 'app'],
  ])('is not that of a certificate with %s', (_what, registered, subject) => {
    expect(isSubject(registered, subject)).toBe(false)
  })
})

describe('a network', () => {
  it.each([
    ['192.0.2.17', '192.0.2.0/24'],
    ['::ffff:192.0.2.17', '192.0.2.0/24'],
    ['2001:db8:1:2::17', '2001:db8:1::/48'],
    ['2001:DB8::17', '2001:db8::/48'],
    ['fe80::1%eth0', 'fe80::/48'],
    ['::1', '::/48'],
    ['localhost', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %j', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })
})

describe('text that is shown', () => {
  it('is bounded before it is looked at', () => {
    expect(shownText('a'.repeat(100), 100)).toBe('a'.repeat(100))
    expect(shownText('a'.repeat(101), 100)).toBeUndefined()
    expect(shownText('😀'.repeat(100), 100)).toBe('😀'.repeat(100))
    expect(shownText('a'.repeat(10_000_000), 100)).toBeUndefined()
  })
})

describe('what is fetched', () => {
  it('is https, and does not lead elsewhere', async () => {
    const asked: unknown[] = []
    const own = outboundFetch(async (url, init) => {
      asked.push([url, init?.redirect, init && 'dispatcher' in init])
      return new Response('{}')
    })
    await own('https://keys.example.com/', { dispatcher: {} } as RequestInit)
    expect(asked).toEqual([[new URL('https://keys.example.com/'), 'manual', false]])
    await expect(own('http://keys.example.com/')).rejects.toThrow('only https')
  })

  it('is nothing where private addresses cannot be told apart', async () => {
    await expect(outboundFetch(undefined)('https://localhost/')).rejects.toThrow(
      'private addresses',
    )
  })
})
