import { createHash } from 'node:crypto'
import type { TlsVersion } from '../tls-version.js'
import { cipherSuite, type CipherSuite } from './cipher-suites.js'
import type { ClientHello } from './client-hello.js'
import { createCursor } from './cursor.js'
import { EXTENSION } from './extensions.js'
import { publicValueLength } from './named-groups.js'
import { versionOnWire, WIRE_VERSIONS } from './protocol-version.js'
import { Unreadable } from './unreadable.js'

/** A ServerHello or a HelloRetryRequest that fits to the hello it answers. */
export interface ServerHello {
  /** What was offered, or a lower one. */
  readonly version: TlsVersion
  readonly suite: CipherSuite
  readonly extendedMasterSecret: boolean
  readonly sessionTicket: boolean
  /** TLS 1.3. */
  readonly group?: number | undefined
  readonly publicValue?: Buffer | undefined
}

type Extensions = ReadonlyMap<number, Buffer>

/** In the place of a random, it makes a HelloRetryRequest of a ServerHello (RFC 8446 §4.1.3). */
const RETRY = createHash('sha256').update('HelloRetryRequest').digest()

/**
 * Reads a ServerHello (RFC 8446 §4.1.3, RFC 5246 §7.4.1.3). Strictly: a server that chooses what was not
 * offered, or says what it was not asked, does not speak TLS with this client, whatever it may mean.
 *
 * @throws {@link Unreadable}
 */
export function readServerHello(body: Buffer, hello: ClientHello): ServerHello {
  const cursor = createCursor(body, 'a ServerHello')
  const legacy = cursor.number(2)
  const isRetry = cursor.bytes(RETRY.length).equals(RETRY)
  const sessionId = cursor.vector(1)
  const id = cursor.number(2)
  const compression = cursor.number(1)
  const extensions = cursor.hasMore
    ? extensionsOf(cursor.vector(2), allowedFor(hello, isRetry))
    : new Map()
  cursor.end()

  const version = versionOf(legacy, extensions.get(EXTENSION.supportedVersions), hello)
  const suite = cipherSuite(id)
  if (suite === undefined || !hello.suites.includes(id)) {
    throw new Unreadable('It chose a cipher suite that was not offered.')
  }
  if ((suite.keyExchange === 'TLS13') !== (version === 'TLSv1.3')) {
    throw new Unreadable('It chose a cipher suite of another version.')
  }
  if (compression !== 0) throw new Unreadable('It chose a compression that was not offered.')
  if (sessionId.length > 32) throw new Unreadable('It sent a session id that is too long.')
  const chosen = {
    version,
    suite,
    extendedMasterSecret: extensions.has(EXTENSION.extendedMasterSecret),
    sessionTicket: extensions.has(EXTENSION.sessionTicket),
  }
  if (version !== 'TLSv1.3') {
    if (isRetry) throw new Unreadable('It asked for another hello in a version that knows none.')
    return chosen
  }
  if (!sessionId.equals(hello.sessionId)) throw new Unreadable('It sent another session id back.')
  return { ...chosen, ...(isRetry ? retriedShare : sentShare)(extensions, hello) }
}

function allowedFor({ extensions, version }: ClientHello, isRetry: boolean): readonly number[] {
  return [
    ...extensions,
    ...(isRetry ? [EXTENSION.cookie] : []),
    // It answers the signal among the suites as well.
    ...(version === 'SSLv3' ? [EXTENSION.renegotiationInfo] : []),
  ]
}

function extensionsOf(bytes: Buffer, allowed: readonly number[]): Map<number, Buffer> {
  const cursor = createCursor(bytes, 'extensions')
  const extensions = new Map<number, Buffer>()
  while (cursor.hasMore) {
    const type = cursor.number(2)
    if (!allowed.includes(type)) throw new Unreadable('It sent an extension that was not offered.')
    if (extensions.has(type)) throw new Unreadable('It sent an extension twice.')
    extensions.set(type, cursor.vector(2))
  }
  return extensions
}

function versionOf(legacy: number, supported: Buffer | undefined, hello: ClientHello): TlsVersion {
  const version = versionOnWire(
    supported === undefined ? legacy : selectedVersion(legacy, supported),
  )
  // TLS 1.3 is chosen by the extension alone (RFC 8446 §4.2.1).
  const isMisplaced = version === 'TLSv1.3' && supported === undefined
  if (
    version === undefined ||
    isMisplaced ||
    WIRE_VERSIONS[version] > WIRE_VERSIONS[hello.version]
  ) {
    throw new Unreadable('It chose a version that was not offered.')
  }
  return version
}

function selectedVersion(legacy: number, supported: Buffer): number {
  const cursor = createCursor(supported, 'a version')
  const selected = cursor.number(2)
  cursor.end()
  const isRight = selected === WIRE_VERSIONS['TLSv1.3'] && legacy === WIRE_VERSIONS['TLSv1.2']
  if (!isRight) throw new Unreadable('It chose a version that was not offered.')
  return selected
}

type Share = Pick<ServerHello, 'group' | 'publicValue'>

function retriedShare(extensions: Extensions, { groups, shares }: ClientHello): Share {
  const entry = extensions.get(EXTENSION.keyShare)
  if (entry === undefined) {
    // For its cookie alone, it may.
    if (extensions.has(EXTENSION.cookie)) return {}
    throw new Unreadable('It asked for another hello, and did not say what for.')
  }
  const cursor = createCursor(entry, 'a group')
  const group = cursor.number(2)
  cursor.end()
  if (!groups.includes(group) || shares.some((share) => share.group === group)) {
    throw new Unreadable('It asked for a group that was not offered, or had been sent.')
  }
  return { group }
}

function sentShare(extensions: Extensions, { shares }: ClientHello): Share {
  const entry = extensions.get(EXTENSION.keyShare)
  if (entry === undefined) throw new Unreadable('It chose TLS 1.3, and sent no key.')
  const cursor = createCursor(entry, 'a key')
  const group = cursor.number(2)
  const publicValue = cursor.vector(2)
  cursor.end()
  if (!shares.some((share) => share.group === group)) {
    throw new Unreadable('It sent a key in a group in which none was offered.')
  }
  if (publicValue.length !== publicValueLength(group)) {
    throw new Unreadable('It sent a key of the wrong length.')
  }
  return { group, publicValue }
}
