import type { ConnectionTls } from './channels.js'
import type { TokenRequest } from './token-request.js'

/** What is known of the client of a request, whoever it says that it is. */
export interface UsageClient {
  readonly remoteAddress: string | undefined
  readonly userAgent: string | undefined
  readonly tls: ConnectionTls | undefined
}

/** Longest user agent that is told; browsers need half of it. */
const LONGEST_AGENT = 512

/** Longer than any address, with a zone. Behind a proxy it is what that has written. */
const LONGEST_ADDRESS = 64

/**
 * What a request says of its client. While its socket is there: one that is closed knows nothing more.
 * Never throws: frameworks and HTTP/2 may do so at any look into a request.
 */
export function usageClient(request: TokenRequest): UsageClient {
  return {
    remoteAddress: remoteAddressOf(request),
    userAgent: userAgentOf(request),
    tls: tlsOf(request),
  }
}

function remoteAddressOf(request: TokenRequest): string | undefined {
  try {
    const { remoteAddress: address } = request
    if (typeof address !== 'string' || address === '') return undefined
    return address.length > LONGEST_ADDRESS ? undefined : address
  } catch {
    return undefined
  }
}

function userAgentOf(request: TokenRequest): string | undefined {
  try {
    const agent = request.headers['user-agent']
    if (typeof agent !== 'string') return undefined
    return agent.length > LONGEST_AGENT ? beginningOf(agent) : agent
  } catch {
    return undefined
  }
}

/** A copy: V8 would keep all of it for its beginning, for as long as somebody keeps the message. */
function beginningOf(agent: string): string {
  return Buffer.from(agent.slice(0, LONGEST_AGENT), 'latin1').toString('latin1')
}

const TLS = Symbol('countersign.tls')

/** The part of `tls.TLSSocket` that is asked, and what was found out about it before. */
interface AskedSocket {
  [TLS]?: ConnectionTls
  getProtocol?(): string | null
  getCipher?(): { readonly standardName?: string } | undefined
}

/**
 * Kept with the socket, which serves many requests. On HTTP/2 that is a stand-in for each of them, which
 * keeps it with the one behind it.
 */
function tlsOf(request: TokenRequest): ConnectionTls | undefined {
  try {
    const socket = request.socket as AskedSocket | undefined
    return socket && (socket[TLS] ?? ask(socket))
  } catch {
    return undefined
  }
}

function ask(socket: AskedSocket): ConnectionTls | undefined {
  const protocol = socket.getProtocol?.()
  const cipher = socket.getCipher?.()?.standardName
  if (!protocol || !cipher) return undefined
  const tls = Object.freeze({ protocol, cipher })
  // Not by assignment, which throws where nothing can be added.
  Reflect.set(socket, TLS, tls)
  return tls
}
