import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { distinctHeaders } from '@countersign/core/adapter'
import type { HttpRequest } from './http.js'
import type { WebSocketRules } from './transports/ws-options.js'
import { isSecure } from './transports/ws-upgrade.js'

/** What a client says once its connection stands: browsers let nobody set headers of a WebSocket. */
export type ConnectionParams = Readonly<Record<string, unknown>>

const AUTHORIZATION = 'authorization'
const PROOF = 'dpop'

// Of no grammar: what is no text must be refused, and must not pass as if nothing had come.
const MALFORMED = '@'

/**
 * The request that a WebSocket began with, which no framework has seen: what its proxy says, and its
 * cookies, count only where `rules` say so. An `Authorization` among `params` counts as if it were one more header of it. A proof of
 * the request does not count for that, and `params` have none: who could have sent it?
 */
export function upgradeRequest(
  message: IncomingMessage,
  rules: WebSocketRules,
  params?: ConnectionParams,
): HttpRequest {
  const { socket } = message
  return {
    method: message.method ?? '',
    originalUrl: message.url ?? '',
    protocol: isSecure(message, rules) ? 'https' : 'http',
    host: message.headers.host,
    // It would be that of the proxy, which may well be on this machine.
    ip: rules.trustProxy ? undefined : socket.remoteAddress,
    socket,
    ...headersOf(message, rules, authorizations(params)),
  }
}

function headersOf(
  message: IncomingMessage,
  { sources }: WebSocketRules,
  given: readonly string[],
): Pick<HttpRequest, 'headers'> & { headersDistinct: IncomingMessage['headersDistinct'] } {
  const headers: IncomingHttpHeaders = { ...message.headers }
  const headersDistinct = { ...distinctHeaders(message) } as IncomingMessage['headersDistinct']
  if (!sources.cookie) {
    delete headers.cookie
    delete headersDistinct['cookie']
  }
  if (given.length === 0) return { headers, headersDistinct }
  const all = [...(headersDistinct[AUTHORIZATION] ?? []), ...given]
  delete headers[PROOF]
  delete headersDistinct[PROOF]
  headersDistinct[AUTHORIZATION] = all
  headers[AUTHORIZATION] = all[0]
  return { headers, headersDistinct }
}

function authorizations(params: ConnectionParams | undefined): readonly string[] {
  return Object.entries(Object(params) as ConnectionParams)
    .filter(([name, value]) => name.toLowerCase() === AUTHORIZATION && isGiven(value))
    .map(([, value]) => (typeof value === 'string' ? value : MALFORMED))
}

/** What JSON has for nothing is nothing. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
