import { ConfigError } from '@countersign/core'

/** What WebSocket gateways may be told. */
export interface WebSocketOptions {
  /**
   * Where a client may put its token that cannot set the `Authorization` header of its upgrade
   * request, as no browser can. Each is off by default.
   */
  sources?: {
    /** socket.io: `handshake.auth.token`, which is the client's `auth: { token }`. */
    auth?: boolean
    /** Plain WebSockets: the subprotocols `bearer` and the token, in this order, and no others. */
    subprotocol?: boolean
    /**
     * The cookie that the verifier takes tokens from. Every page that a user opens can connect with that
     * user's cookies, and no CORS keeps it from that: whoever switches this on checks `Origin`.
     */
    cookie?: boolean
  }
  /**
   * True: `X-Forwarded-Proto` of the upgrade request says whether the client came by TLS. Only for
   * servers that nobody can reach but by a proxy that sets it. The settings of Express and Fastify
   * know nothing of upgrade requests. Default false: the connection itself says so.
   */
  trustProxy?: boolean
  /**
   * Seconds between two looks at the token of a connection on which nothing is sent, 1 to 86 400,
   * default 60: who only listens would not learn of a withdrawal otherwise.
   */
  recheck?: number
}

/** The options, all decided. */
export interface WebSocketRules {
  readonly sources: {
    readonly auth: boolean
    readonly subprotocol: boolean
    readonly cookie: boolean
  }
  readonly trustProxy: boolean
  /** Seconds. */
  readonly recheck: number
}

const A_DAY = 86_400

/** Throws a ConfigError that names the option. */
export function webSocketRules(options: WebSocketOptions = {}): WebSocketRules {
  checkNames('webSocket', options, ['sources', 'trustProxy', 'recheck'])
  const { sources = {}, trustProxy = false, recheck = 60 } = options
  checkNames('webSocket.sources', sources, ['auth', 'subprotocol', 'cookie'])
  const { auth = false, subprotocol = false, cookie = false } = sources
  const flags = { 'sources.auth': auth, 'sources.subprotocol': subprotocol, trustProxy }
  for (const [name, value] of Object.entries({ ...flags, 'sources.cookie': cookie })) {
    if (typeof value !== 'boolean') {
      throw new ConfigError(`webSocket.${name}`, 'must be true or false')
    }
  }
  if (!Number.isInteger(recheck) || recheck < 1 || recheck > A_DAY) {
    throw new ConfigError('webSocket.recheck', `must be 1 to ${A_DAY} whole seconds`)
  }
  return { sources: { auth, subprotocol, cookie }, trustProxy, recheck }
}

function checkNames(place: string, value: object, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null) throw new ConfigError(place, 'must be an object')
  const stranger = Object.keys(value).find((name) => !known.includes(name))
  if (stranger !== undefined) throw new ConfigError(`${place}.${stranger}`, 'is not an option')
}
