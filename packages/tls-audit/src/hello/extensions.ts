import type { TlsVersion } from '../tls-version.js'
import type { KeyShare } from './key-share.js'
import { WIRE_VERSIONS } from './protocol-version.js'
import { uint16, uint16s, uint8, vector } from './write-bytes.js'

export const EXTENSION = {
  serverName: 0,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  padding: 21,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  supportedVersions: 43,
  cookie: 44,
  pskKeyExchangeModes: 45,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const

/** One extension of a hello. */
export interface Extension {
  readonly type: number
  readonly data: Buffer
}

export interface ExtensionOptions {
  readonly version: TlsVersion
  readonly groups: readonly number[]
  readonly shares: readonly KeyShare[]
  readonly serverName: string | undefined
}

// Whatever a server may hold a key for: that its certificate does not fit must not look like a refusal.
const SIGNATURE_ALGORITHMS = {
  ecdsaAndEddsa: [0x0403, 0x0503, 0x0603, 0x0807, 0x0808],
  rsaPss: [0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b],
  rsa: [0x0401, 0x0501, 0x0601],
  brainpool: [0x081a, 0x081b, 0x081c],
  mlDsa: [0x0904, 0x0905, 0x0906],
  // With SHA-224 and SHA-1, and DSA.
  old: [0x0303, 0x0301, 0x0203, 0x0201, 0x0402, 0x0302, 0x0202],
}

const UNCOMPRESSED = uint8(0)
const PSK_DHE_KE = uint8(1)

/**
 * The extensions of a hello, by its version. They do not depend on the suites, so that two hellos that differ
 * in these differ in nothing else. SSL 3.0 has none.
 */
export function extensionsOf(options: ExtensionOptions): readonly Extension[] {
  const { version, groups, shares, serverName } = options
  if (version === 'SSLv3') return []
  const isNew = version === 'TLSv1.3'
  const hasAlgorithms = isNew || version === 'TLSv1.2'
  return [
    ...(serverName === undefined ? [] : [nameExtension(serverName)]),
    extension('supportedGroups', vector(2, uint16s(groups))),
    ...(hasAlgorithms
      ? [
          extension(
            'signatureAlgorithms',
            vector(2, uint16s(Object.values(SIGNATURE_ALGORITHMS).flat())),
          ),
        ]
      : []),
    ...(isNew ? newExtensions(shares) : oldExtensions()),
  ]
}

function nameExtension(name: string): Extension {
  const hostName = Buffer.concat([uint8(0), vector(2, Buffer.from(name, 'ascii'))])
  return extension('serverName', vector(2, hostName))
}

function oldExtensions(): readonly Extension[] {
  return [
    extension('pointFormats', vector(1, UNCOMPRESSED)),
    extension('extendedMasterSecret', Buffer.alloc(0)),
    extension('sessionTicket', Buffer.alloc(0)),
    extension('renegotiationInfo', vector(1)),
  ]
}

function newExtensions(shares: readonly KeyShare[]): readonly Extension[] {
  const entries = shares.map(({ group, publicValue }) =>
    Buffer.concat([uint16(group), vector(2, publicValue)]),
  )
  return [
    extension('supportedVersions', vector(1, uint16(WIRE_VERSIONS['TLSv1.3']))),
    extension('pskKeyExchangeModes', vector(1, PSK_DHE_KE)),
    extension('keyShare', vector(2, ...entries)),
  ]
}

function extension(name: keyof typeof EXTENSION, data: Buffer): Extension {
  return { type: EXTENSION[name], data }
}
