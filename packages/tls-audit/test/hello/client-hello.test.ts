import { describe, expect, it } from 'vitest'
import { createClientHello, type Offer } from '../../src/hello/client-hello.js'
import { EXTENSION } from '../../src/hello/extensions.js'
import { createKeyShare, SHAREABLE_GROUPS } from '../../src/hello/key-share.js'
import { NEW_GROUPS, OLD_GROUPS, publicValueLength } from '../../src/hello/named-groups.js'
import { serverNameOf } from '../../src/hello/server-name.js'
import { TLS_VERSIONS } from '../../src/tls-version.js'

const offer = (parts: Partial<Offer>): Offer => ({
  version: 'TLSv1.2',
  suites: [0xc02f],
  groups: OLD_GROUPS,
  shares: [],
  serverName: 'example.com',
  ...parts,
})

/** What stands behind the suites, by type. */
function extensionsOf({ bytes }: { readonly bytes: Buffer }): Map<number, string> {
  let at = 44 + (bytes[43] ?? 0)
  at += 2 + bytes.readUInt16BE(at)
  at += 1 + (bytes[at] ?? 0)
  const extensions = new Map<number, string>()
  for (at += 2; at < bytes.length;) {
    const length = bytes.readUInt16BE(at + 2)
    extensions.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length).toString('hex'))
    at += 4 + length
  }
  return extensions
}

describe('a ClientHello', () => {
  it.each(TLS_VERSIONS)('of %s says how long it is', (version) => {
    const { bytes } = createClientHello(offer({ version }))
    expect(bytes[0]).toBe(22)
    expect(bytes.readUInt16BE(3)).toBe(bytes.length - 5)
    expect(bytes.readUIntBE(6, 3)).toBe(bytes.length - 9)
  })

  it('of SSL 3.0 has no extensions', () => {
    const hello = createClientHello(offer({ version: 'SSLv3' }))
    expect(hello.extensions).toEqual([])
    expect(extensionsOf(hello)).toEqual(new Map())
  })

  it('has the same extensions whatever suites it offers', () => {
    const [one, other] = [[0xc02f], [0x002f, 0x0035]].map((suites) => {
      const extensions = extensionsOf(createClientHello(offer({ suites })))
      extensions.delete(EXTENSION.padding)
      return extensions
    })
    expect(one).toEqual(other)
    expect(one?.size).toBeGreaterThan(5)
  })

  it('has never a length that old load balancers hang at', () => {
    for (let count = 0; count < 200; count += 1) {
      const suites = Array.from({ length: count }, (_, index) => index)
      const length = createClientHello(offer({ suites })).bytes.length - 5
      expect(length < 256 || length > 511).toBe(true)
    }
  })

  it('of TLS 1.3 names no other version', () => {
    const hello = createClientHello(offer({ version: 'TLSv1.3', groups: NEW_GROUPS }))
    expect(extensionsOf(hello).get(EXTENSION.supportedVersions)).toBe('020304')
    expect(extensionsOf(hello).get(EXTENSION.keyShare)).toBe('0000')
    expect(hello.sessionId).toHaveLength(32)
  })

  it('says the name that is asked for', () => {
    const named = extensionsOf(createClientHello(offer({ serverName: 'example.com' })))
    expect(Buffer.from(named.get(EXTENSION.serverName) ?? '', 'hex').toString('latin1')).toBe(
      '\0\x0e\0\0\x0bexample.com',
    )
    const nameless = extensionsOf(createClientHello(offer({ serverName: undefined })))
    expect(nameless.has(EXTENSION.serverName)).toBe(false)
  })
})

describe('the name for SNI', () => {
  it.each([
    ['example.com', 'example.com'],
    ['example.com.', 'example.com'],
    ['localhost', 'localhost'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('of %s is %s', (host, name) => {
    expect(serverNameOf({ host })).toBe(name)
  })

  it.each(['127.0.0.1', '::1', 'fe80::1%eth0', 'a b', 'bücher.example', '', 'a..b', 'x\r\ny'])(
    'is not there for %j',
    (host) => {
      expect(serverNameOf({ host })).toBeUndefined()
    },
  )

  it('is the one that was named, before that of the host', () => {
    expect(serverNameOf({ host: '127.0.0.1', servername: 'example.com' })).toBe('example.com')
    expect(serverNameOf({ host: 'example.com', servername: '10.0.0.1' })).toBeUndefined()
  })
})

describe('a key that is sent along', () => {
  it.each(SHAREABLE_GROUPS)('in group %i has the length of the group', (group) => {
    expect(createKeyShare(group).publicValue).toHaveLength(publicValueLength(group) ?? 0)
  })
})
