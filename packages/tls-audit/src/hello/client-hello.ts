import { randomBytes } from 'node:crypto'
import type { TlsVersion } from '../tls-version.js'
import { EXTENSION, extensionsOf, type Extension } from './extensions.js'
import type { KeyShare } from './key-share.js'
import { WIRE_VERSIONS } from './protocol-version.js'
import { uint16, uint16s, uint8, vector } from './write-bytes.js'

/** What a hello offers. */
export interface Offer {
  readonly version: TlsVersion
  /** Ids. */
  readonly suites: readonly number[]
  /** Ids. */
  readonly groups: readonly number[]
  /** TLS 1.3: the client's public values. Without one the server has to name the group that it wants. */
  readonly shares: readonly KeyShare[]
  /** For SNI: a name, never an address. */
  readonly serverName: string | undefined
}

/** A hello as it is sent, and what the answer has to fit to. */
export interface ClientHello extends Offer {
  readonly bytes: Buffer
  readonly sessionId: Buffer
  /** The types of what was sent. */
  readonly extensions: readonly number[]
}

const HANDSHAKE = 22
const CLIENT_HELLO = 1
const SIGNAL_RENEGOTIATION = 0x00ff
const NO_COMPRESSION = uint8(0)
/** A message of 256 to 511 octets hangs old load balancers (RFC 7685 §1). */
const HANGING = { from: 256, to: 511 }
const EXTENSION_HEADER = 4

/** Writes the first record of a handshake (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2, RFC 6101 §5.6.1.2). */
export function createClientHello(offer: Offer): ClientHello {
  const { version, suites } = offer
  const isNew = version === 'TLSv1.3'
  // Of TLS 1.3 with a session id, as the middle of the network expects (RFC 8446 §D.4).
  const sessionId = isNew ? randomBytes(32) : Buffer.alloc(0)
  const signals = version === 'SSLv3' ? [SIGNAL_RENEGOTIATION] : []
  const head = Buffer.concat([
    uint16(isNew ? WIRE_VERSIONS['TLSv1.2'] : WIRE_VERSIONS[version]),
    randomBytes(32),
    vector(1, sessionId),
    vector(2, uint16s([...suites, ...signals])),
    vector(1, NO_COMPRESSION),
  ])
  const extensions = extensionsOf(offer)
  const message = messageOf(head, extensions)
  const { from, to } = HANGING
  const isPadded = message.length >= from && message.length <= to && extensions.length > 0
  const padding = Buffer.alloc(Math.max(1, to + 1 - message.length - EXTENSION_HEADER))
  const sent = isPadded ? [...extensions, { type: EXTENSION.padding, data: padding }] : extensions
  return {
    ...offer,
    bytes: recordOf(version, isPadded ? messageOf(head, sent) : message),
    sessionId,
    extensions: sent.map(({ type }) => type),
  }
}

function messageOf(head: Buffer, extensions: readonly Extension[]): Buffer {
  const list = extensions.map(({ type, data }) => Buffer.concat([uint16(type), vector(2, data)]))
  const tail = list.length === 0 ? [] : [vector(2, ...list)]
  return Buffer.concat([uint8(CLIENT_HELLO), vector(3, head, ...tail)])
}

function recordOf(version: TlsVersion, message: Buffer): Buffer {
  // Of the lowest version: a server that does not know a higher one would not read the record.
  const wire = version === 'SSLv3' ? WIRE_VERSIONS.SSLv3 : WIRE_VERSIONS.TLSv1
  return Buffer.concat([uint8(HANDSHAKE), uint16(wire), vector(2, message)])
}
