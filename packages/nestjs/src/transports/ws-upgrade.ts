import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TokenRequest } from '@countersign/core'
import type { WebSocketRules } from './ws-options.js'

/** What a connection began with. */
export interface Upgrade {
  /** The upgrade request, or with socket.io the first of those that became a connection. */
  readonly request: IncomingMessage
  /** socket.io: `handshake.auth.token`. */
  readonly payload: unknown
}

/** An upgrade request as the verifier wants it. */
export function tokenRequestOf(upgrade: Upgrade, rules: WebSocketRules): TokenRequest {
  const { request } = upgrade
  const { socket } = request
  const secure = isSecure(request, rules)
  const { cookie: _cookie, ...headers } = request.headers
  const shown = tokensOf(upgrade, rules).flatMap((token) => ['Authorization', `Bearer ${token}`])
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    origin: headers.host && `${secure ? 'https' : 'http'}://${headers.host}`,
    headers: rules.sources.cookie ? request.headers : headers,
    // Beside a header of the client's own, a second one: the verifier takes one token.
    rawHeaders: [...linesOf(request, rules.sources.cookie), ...shown],
    secure,
    // The address would be that of the proxy, which may well be on this machine.
    remoteAddress: rules.trustProxy ? undefined : socket.remoteAddress,
    socket,
    raw: request,
  }
}

/** Whether an upgrade request came by TLS, as far as the rules let anybody say so. */
export function isSecure(request: IncomingMessage, { trustProxy }: WebSocketRules): boolean {
  const socket: Socket & { readonly encrypted?: boolean } = request.socket
  return trustProxy ? isForwardedFromTls(request) : Boolean(socket.encrypted)
}

/** Whether the token of a connection is one that others over the same request do not have. */
export function hasOwnToken({ payload }: Upgrade, { sources }: WebSocketRules): boolean {
  return sources.auth && payload !== undefined
}

/** What is no token is an empty one, which the verifier refuses. */
function tokensOf({ request, payload }: Upgrade, { sources }: WebSocketRules): readonly string[] {
  const own = sources.auth && payload !== undefined ? [textOf(payload)] : []
  return sources.subprotocol ? [...own, ...protocolTokens(request)] : own
}

function textOf(payload: unknown): string {
  return typeof payload === 'string' ? payload : ''
}

function protocolTokens(request: IncomingMessage): readonly string[] {
  const names = (request.headers['sec-websocket-protocol'] ?? '').split(',')
  const [scheme, token = '', ...others] = names.map((name) => name.trim())
  if (scheme === 'bearer') return [others.length > 0 ? '' : token]
  // The server would choose the first one: that must not be a token.
  return names.some((name) => name.trim() === 'bearer') ? [''] : []
}

function linesOf({ rawHeaders }: IncomingMessage, withCookies: boolean): readonly string[] {
  return rawHeaders.filter(
    (_line, at) => withCookies || rawHeaders[at - (at % 2)]?.toLowerCase() !== 'cookie',
  )
}

/** Two proxies that say different things are not believed. */
function isForwardedFromTls({ headers }: IncomingMessage): boolean {
  return headers['x-forwarded-proto'] === 'https'
}
