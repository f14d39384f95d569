import { Server as TcpServer } from 'node:net'
import { Server, type TlsOptions } from 'node:tls'
import { openConnection } from '../connect/open-connection.js'
import { createPace } from '../connect/pace.js'
import { shakeHands } from '../handshake/shake-hands.js'
import { surveyRoute } from '../survey/survey-endpoint.js'
import { ForwardSecrecyError } from './forward-secrecy-error.js'
import { onLoopback } from './on-loopback.js'
import { shortcomingsOf, tooLong } from './shortcomings.js'

/** What {@link requireForwardSecrecy} lets you choose. */
export interface SelfTestOptions {
  /** The name sent as SNI, for a server that chooses its certificate by it. Default `localhost`. */
  readonly servername?: string
  /** Seconds for everything, default 30. */
  readonly timeout?: number
  /** How it is asked, default {@link surveyRoute}. */
  readonly survey?: typeof surveyRoute
}

const EXCHANGE = 5
const SAMPLES = 2

/**
 * Makes sure, before a server takes its first client, that no handshake without forward secrecy is possible with
 * its options, or at the port where it listens already.
 *
 * It opens a server with these options on loopback, where there is none yet, and asks it for what it should
 * refuse, and for what it should accept. A server of one's own that listens gets no request, and may log failed
 * handshakes (`tlsClientError`). What stands in front of the server is not seen.
 *
 * @throws ForwardSecrecyError with what is wrong, or could not be found out; TypeError for what cannot be tested.
 */
export async function requireForwardSecrecy(
  server: TlsOptions | Server,
  { servername = 'localhost', timeout = 30, survey = surveyRoute }: SelfTestOptions = {},
): Promise<void> {
  assertServer(server)
  if (!(timeout > 0 && timeout <= 3600)) throw new TypeError('"timeout" is a number of seconds')
  const place = await onLoopback(server)
  const deadline = new AbortController()
  const reason = new DOMException(`not finished within ${timeout} s`, 'TimeoutError')
  const timer = setTimeout(() => deadline.abort(reason), timeout * 1000)
  try {
    const { address, port } = place
    const pace = createPace({
      signal: deadline.signal,
      timeout: EXCHANGE,
      connections: 4,
      pause: 0,
      maxConnections: 2000,
    })
    // Nothing is said but TLS: a server that is in use gets no request.
    const endpoint = { host: address, port, protocol: 'tls', path: '/', servername } as const
    const route = { endpoint, address }
    const surveyed = await survey(route, { pace, open: openConnection, samples: SAMPLES })
    const handshakes = await shakeHands(route, { pace })
    const findings = [
      ...shortcomingsOf(surveyed, handshakes),
      // Node keeps the option on the server, under its name, whatever its types say.
      ...tooLong('sessionTimeout is', (server as TlsOptions).sessionTimeout),
    ]
    if (findings.length > 0) throw new ForwardSecrecyError(findings)
  } finally {
    clearTimeout(timer)
    place.close()
  }
}

function assertServer(server: unknown): void {
  if (typeof server !== 'object' || server === null) {
    throw new TypeError('the server is one of node:tls or node:https, or its options')
  }
  if (server instanceof TcpServer && !(server instanceof Server)) {
    throw new TypeError('the server does not speak TLS')
  }
}
