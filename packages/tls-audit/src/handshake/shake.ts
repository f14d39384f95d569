import type { Socket } from 'node:net'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { ConnectError } from '../connect/connect-error.js'
import type { OpenConnection } from '../connect/open-connection-type.js'
import type { Route } from '../endpoint.js'
import type { TlsVersion } from '../tls-version.js'
import { isRefusal } from '../hello/alerts.js'
import { alertOf } from './alert-of.js'
import { reasonOf } from './reason-of.js'
import { isTlsVersion } from './tls-settings.js'

/** More than any handshake and answer needs: certificates alone are bounded by OpenSSL at 100 KiB. */
const MAX_BYTES = 512 * 1024
/** Milliseconds between two looks at how much has come. */
const LOOK_EVERY = 20

/** An alert and nothing else. */
const ALERT_RECORD = 7
const FATAL = 2

/** What could be seen of a handshake, whether it was completed or not. */
export interface Seen {
  /** As soon as both sides have keys: the server has accepted these. */
  readonly agreed: { readonly version: TlsVersion; readonly suite: string } | undefined
  /** `undefined` where TLS does not let it be seen: before TLS 1.2, and without keys. */
  readonly asksForClientCertificate: boolean | undefined
  /** The first session that the server gave: a secret. */
  readonly session: Buffer | undefined
  /** The first error of the connection. */
  readonly error: Error | undefined
}

export interface Shaken<T> {
  readonly completed: true
  readonly seen: Seen
  readonly value: T
}

export interface Unshaken {
  readonly completed: false
  readonly seen: Seen | undefined
  /** A sentence. */
  readonly reason: string
  /** By an alert that means it, and that was the first thing the server said. */
  readonly refused: boolean
  /** There was no server to shake hands with, or none that answers: to ask again would be no better. */
  readonly hopeless: boolean
}

export interface ShakeOptions<T> {
  readonly open: OpenConnection
  readonly settings: ConnectionOptions
  /** Runs when the handshake is completed. */
  readonly use: (socket: TLSSocket, seen: Seen) => T | Promise<T>
}

/** Shakes hands once on a connection of its own, which is closed in the end. Whatever the server does, it throws nothing. */
export async function shake<T>(
  route: Route,
  signal: AbortSignal,
  { open, settings, use }: ShakeOptions<T>,
): Promise<Shaken<T> | Unshaken> {
  let raw: Socket | undefined
  let hand: Hand | undefined
  try {
    raw = await open(route, signal)
    hand = handOn(raw, settings, signal)
    await hand.secured
    return { completed: true, seen: hand.seen, value: await use(hand.socket, hand.seen) }
  } catch (error) {
    return {
      completed: false,
      seen: hand?.seen,
      reason: reasonOf(error, signal, hand?.seen.asksForClientCertificate),
      refused: isRefusalBy(error) && hand?.received() === ALERT_RECORD,
      hopeless: raw === undefined || signal.aborted,
    }
  } finally {
    hand?.end()
    raw?.destroy()
  }
}

interface Hand {
  readonly socket: TLSSocket
  readonly seen: Seen
  readonly secured: Promise<void>
  /** Bytes that came since TLS began. */
  received(): number
  end(): void
}

function handOn(raw: Socket, settings: ConnectionOptions, signal: AbortSignal): Hand {
  const before = raw.bytesRead
  const received = (): number => raw.bytesRead - before
  const socket = connect({ ...settings, socket: raw })
  const seen = watch(socket)
  const tooMuch = new ConnectError('protocol', 'the server sends without end')
  const looking = setInterval(() => received() > MAX_BYTES && socket.destroy(tooMuch), LOOK_EVERY)
  const abort = (): void => void socket.destroy()
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  return {
    socket,
    seen,
    secured: secured(socket),
    received,
    end() {
      clearInterval(looking)
      signal.removeEventListener('abort', abort)
      socket.destroy()
    },
  }
}

function watch(socket: TLSSocket): Seen {
  const seen: { -readonly [K in keyof Seen]: Seen[K] } = {
    agreed: undefined,
    asksForClientCertificate: undefined,
    session: undefined,
    error: undefined,
  }
  // Comes when there are keys, which is before the server has judged a client certificate. The keys
  // themselves are left alone.
  socket.on('keylog', () => {
    const version = socket.getProtocol()
    // Whatever its types say: none while the first of several keys is told.
    const cipher = socket.getCipher() as ReturnType<TLSSocket['getCipher']> | undefined
    if (!isTlsVersion(version) || !cipher) return
    seen.agreed = { version, suite: cipher.standardName }
    // A client learns of these from a CertificateRequest, and from nothing else.
    const isTold = version === 'TLSv1.2' || version === 'TLSv1.3'
    if (isTold) seen.asksForClientCertificate = socket.getSharedSigalgs().length > 0
  })
  // With TLS 1.3 it may come in one go with the end of the handshake.
  socket.on('session', (session: Buffer) => {
    seen.session ??= session
  })
  socket.on('error', (error) => {
    seen.error ??= error
  })
  return seen
}

function secured(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.once('error', reject)
    socket.once('close', () => {
      reject(new ConnectError('closed', 'the server closed the connection in the handshake'))
    })
  })
}

function isRefusalBy(error: unknown): boolean {
  const code = alertOf(error)
  // Only those that end a connection become errors.
  return code !== undefined && isRefusal({ level: FATAL, code })
}
