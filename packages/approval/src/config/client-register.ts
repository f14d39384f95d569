import { ConfigError } from '@countersign/core'
import type { ApprovalClient, ApprovalClientLookup } from '../client.js'
import { checkClient, isClientId } from './check-client.js'

/** Finds a client that was checked; `undefined` if there is none. */
export type ClientRegister = (clientId: string) => Promise<ApprovalClient | undefined>

/**
 * Takes a list, which is checked now, or a lookup, whose every answer is. Throws a ConfigError.
 * `hasCertificates`: there is an option that finds those of clients.
 */
export function clientRegister(
  clients: readonly ApprovalClient[] | ApprovalClientLookup,
  hasCertificates = true,
): ClientRegister {
  if (typeof clients === 'function') return looksUp(clients)
  if (!Array.isArray(clients)) throw new ConfigError('clients', 'must be a list, or a function')
  const known = new Map<string, ApprovalClient>()
  for (const [index, client] of (clients as readonly ApprovalClient[]).entries()) {
    checkClient(`clients[${index}]`, client)
    if (!hasCertificates && client.authentication.method !== 'private_key_jwt') {
      throw new ConfigError(
        'certificate',
        `must be given, for clients[${index}] to be known by its own`,
      )
    }
    if (known.has(client.clientId)) {
      throw new ConfigError(`clients[${index}].clientId`, 'is that of another client, too')
    }
    known.set(client.clientId, client)
  }
  return async (clientId) => known.get(clientId)
}

function looksUp(find: ApprovalClientLookup): ClientRegister {
  return async (clientId) => {
    // Whatever anybody calls themselves: a database could fail over it.
    if (!isClientId(clientId)) return undefined
    const client = await find(clientId)
    if (client === undefined) return undefined
    checkClient('clients()', client)
    // A database that compares without regard to case would give somebody else.
    if (client.clientId !== clientId) throw new ConfigError('clients()', 'gave another client')
    return client
  }
}
