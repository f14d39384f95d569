import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { OpenConnection } from '../connect/open-connection-type.js'
import { TooManyConnections, type Pace } from '../connect/pace.js'
import type { Route } from '../endpoint.js'
import { endedBy, reasonOf } from './reason-of.js'
import { shake, type Seen, type Shaken, type Unshaken } from './shake.js'
import { settingsOf } from './tls-settings.js'

/** What is done with a completed handshake. */
type Use<T> = (socket: TLSSocket, seen: Seen, signal: AbortSignal) => T | Promise<T>

/** One handshake in a turn of its own; never throws. */
export type Ask = <T>(settings: ConnectionOptions, use: Use<T>) => Promise<Shaken<T> | Unshaken>

/** @throws TypeError for an endpoint whose certificates or keys cannot be used. */
export function askAt(route: Route, pace: Pace, open: OpenConnection): Ask {
  const common = settingsOf(route.endpoint)
  return async (settings, use) => {
    try {
      return await pace.turn(async (signal) =>
        shake(route, signal, {
          open,
          settings: { ...common, ...settings },
          use: async (socket, seen) => use(socket, seen, signal),
        }),
      )
    } catch (error) {
      const reason = error instanceof TooManyConnections ? reasonOf(error) : endedBy(error)
      return { completed: false, seen: undefined, reason, refused: false, hopeless: true }
    }
  }
}
