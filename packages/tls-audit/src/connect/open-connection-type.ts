import type { Socket } from 'node:net'
import type { Route } from '../endpoint.js'

/**
 * Opens a connection to an address, up to where TLS begins: what is said in the clear before it has been
 * said. Rejects when the signal ends it, and when the server does not go along.
 */
export type OpenConnection = (route: Route, signal: AbortSignal) => Promise<Socket>
