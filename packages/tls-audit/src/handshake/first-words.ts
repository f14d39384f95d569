import type { TLSSocket } from 'node:tls'
import { readReply } from '../connect/read-reply.js'
import type { Endpoint, Protocol } from '../endpoint.js'
import { bracketed } from '../target/host.js'
import { askedName } from '../target/asked-name.js'
import type { Seen } from './shake.js'
import { takeHead, type ResponseHead } from './response-head.js'

const MAX_HEAD = 32 * 1024

/** Milliseconds to wait for a ticket where there is no question that a server would answer. */
const TICKET_WAIT = 300

/** Harmless words that any server of the protocol answers, whoever asks. */
const WORDS: Readonly<Partial<Record<Protocol, string>>> = {
  rediss: 'PING\r\n',
  // A startup message without a user, which is refused in words.
  postgres: '\0\0\0\t\0\u0003\0\0\0',
  smtp: 'EHLO tls-audit.invalid\r\n',
}

/** The preface, and SETTINGS with none (RFC 9113 §3.4), which a server answers with its own. */
const HTTP2 = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0'

/** What a server said first. */
export interface FirstWords {
  /** Of HTTP. */
  readonly head: ResponseHead | undefined
  /** Whether it said anything: then whatever it sends at the end of a handshake has come. */
  readonly answered: boolean
  /** Why there is no head. */
  readonly reason?: string
}

/**
 * Says something that the server answers, so that the tickets of TLS 1.3, which come unasked after the
 * handshake, have come as well. Where there is nothing to say, it waits for them a moment.
 *
 * @throws ConnectError for a server that does not answer, or not in its protocol.
 */
export async function exchangeFirstWords(
  socket: TLSSocket,
  endpoint: Endpoint,
  seen: Seen,
): Promise<FirstWords> {
  if (socket.alpnProtocol === 'h2') {
    socket.write(HTTP2)
    await readReply(socket, () => true, MAX_HEAD)
    return { head: undefined, answered: true, reason: 'The server speaks HTTP/2 alone.' }
  }
  if (endpoint.protocol === 'https') {
    socket.write(requestOf(endpoint))
    return { head: await readReply(socket, takeHead, MAX_HEAD), answered: true }
  }
  const words = WORDS[endpoint.protocol]
  if (words === undefined) {
    if (!seen.session) await sessionOrWait(socket)
    return { head: undefined, answered: false }
  }
  socket.write(words)
  await readReply(socket, () => true, MAX_HEAD)
  return { head: undefined, answered: true }
}

function requestOf(endpoint: Endpoint): string {
  const port = endpoint.port === 443 ? '' : `:${endpoint.port}`
  return [
    `GET ${endpoint.path} HTTP/1.1`,
    `host: ${bracketed(askedName(endpoint))}${port}`,
    'user-agent: countersign-tls-audit',
    'accept: */*',
    'connection: close',
    '\r\n',
  ].join('\r\n')
}

function sessionOrWait(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, TICKET_WAIT)
    socket.once('session', done).once('close', done)
  })
}
