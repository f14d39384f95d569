import { assertFunction } from '../config/assert.js'
import type { ClientLookup, IssuerClient } from './issuer-client.js'
import { isClientId, registeredClient, type RegisteredClient } from './registered-client.js'

/** Finds a client; rejects where the lookup of the application fails, or gives one that is none. */
export type ClientRegistry = (clientId: string) => Promise<RegisteredClient | undefined>

/** Checks a list of clients now, and those of a lookup as they are asked for. Throws a TypeError. */
export function clientRegistry(clients: readonly IssuerClient[] | ClientLookup): ClientRegistry {
  if (!Array.isArray(clients)) return lookedUp(clients as ClientLookup)
  const known = new Map<string, RegisteredClient>()
  for (const client of clients.map(registeredClient)) {
    if (known.has(client.clientId)) throw new TypeError('"clients" must not name two clients alike')
    known.set(client.clientId, client)
  }
  return async (clientId) => known.get(clientId)
}

function lookedUp(lookup: ClientLookup): ClientRegistry {
  assertFunction('clients', lookup)
  return async (clientId) => {
    // What no client can be called is not worth a query.
    if (!isClientId(clientId)) return undefined
    const client = await lookup(clientId)
    if (client === undefined || client === null) return undefined
    // A database that compares without regard to case would make two clients one.
    if (client.clientId !== clientId)
      throw new TypeError('"clients" gave another client than asked')
    return registeredClient(client)
  }
}
