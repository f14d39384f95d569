import { ConnectError } from '../connect/connect-error.js'
import { TooManyConnections } from '../connect/pace.js'
import { alertName } from '../hello/alerts.js'
import { alertOf } from './alert-of.js'

const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'])

/** Says in a sentence why a handshake came to nothing. No text of the server, and none of OpenSSL, is in it. */
export function reasonOf(
  error: unknown,
  signal?: AbortSignal,
  asksForClientCertificate?: boolean,
): string {
  // First: what is ended here looks as if the server had closed the connection.
  if (signal?.aborted) return endedBy(signal.reason)
  if (error instanceof ConnectError || error instanceof TooManyConnections) {
    return asSentence(error.message)
  }
  const alert = alertOf(error)
  if (alert !== undefined) {
    const asks = asksForClientCertificate ? 'asks for a client certificate, and ' : ''
    return `The server ${asks}ended the handshake with ${alertName({ code: alert })}.`
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (CLOSED.has(code)) return 'The server closed the connection in the handshake.'
  // Codes are made of what OpenSSL says, which has blanks and slashes at times.
  const why = /^[\w/]+$/.test(code) ? ` (${code})` : ''
  return `The handshake failed in node:tls${why}.`
}

/** Why something was not done: its time was up, or somebody wanted no more. */
export function endedBy(reason: unknown): string {
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError'
  return isTimeout ? 'The server did not answer in time.' : 'It was ended before an answer came.'
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
