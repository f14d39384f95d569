import { TooManyConnections, type Pace } from '../connect/pace.js'
import type { OpenConnection } from '../connect/open-connection-type.js'
import type { Route } from '../endpoint.js'
import { unclear, type Answer, type Unclear } from '../hello/answer.js'
import { createClientHello } from '../hello/client-hello.js'
import { exchangeHellos } from '../hello/exchange-hellos.js'
import { createKeyShare } from '../hello/key-share.js'
import { NEW_GROUPS, OLD_GROUPS } from '../hello/named-groups.js'
import { serverNameOf } from '../hello/server-name.js'
import type { TlsVersion } from '../tls-version.js'

/** What is to be offered to a server. */
export interface Question {
  readonly version: TlsVersion
  /** Ids. */
  readonly suites: readonly number[]
  /** Ids; default: all that the version knows. */
  readonly groups?: readonly number[]
  /** TLS 1.3: the groups in which a key is sent along. Default: none, so that the server names the one that it wants. */
  readonly sharesIn?: readonly number[]
}

/** Asks a server on a connection of its own. Never rejects. */
export type Ask = (question: Question) => Promise<Answer>

export interface AskOptions {
  readonly pace: Pace
  readonly open: OpenConnection
}

/**
 * Makes what asks at one address, each time in a turn of its own. A connection that breaks is tried once
 * more: it may have broken for a reason of its own.
 */
export function createAsk(route: Route, { pace, open }: AskOptions): Ask {
  const serverName = serverNameOf(route.endpoint)

  const askOnce = async (question: Question): Promise<Answer> => {
    const { version, suites, sharesIn = [] } = question
    const groups = question.groups ?? (version === 'TLSv1.3' ? NEW_GROUPS : OLD_GROUPS)
    try {
      return await pace.turn(async (signal) => {
        const socket = await opened(route, open, signal)
        if ('kind' in socket) return socket
        const shares = sharesIn.map(createKeyShare)
        const hello = createClientHello({ version, suites, groups, shares, serverName })
        return exchangeHellos(socket, hello, signal)
      })
    } catch (error) {
      return unclear(
        error instanceof TooManyConnections
          ? `No more was asked, as ${error.message}.`
          : 'No more was asked, as it was ended.',
      )
    }
  }

  return async (question) => {
    const first = await askOnce(question)
    return first.kind === 'unclear' && first.isBroken ? askOnce(question) : first
  }
}

async function opened(
  route: Route,
  open: OpenConnection,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<OpenConnection>> | Unclear> {
  try {
    return await open(route, signal)
  } catch (error) {
    if (signal.aborted) return unclear('The time for a connection ran out.')
    const why = error instanceof Error ? error.message.slice(0, 200).replace(/\.$/, '') : ''
    return unclear(`No connection could be made: ${why || 'no reason was given'}.`, true)
  }
}
