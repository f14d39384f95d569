import type { ClientMetadata } from 'oidc-provider'
import type { StoredModel } from './model-storage.js'
import { orUnavailable } from './unavailable.js'

/** Finds what the library has to know of a client; `undefined` if there is none. */
export type FindClient = (clientId: string) => Promise<ClientMetadata | undefined>

/** Clients are looked up where they are registered, each time, and kept nowhere else. */
export function clientStorage(findClient: FindClient): StoredModel {
  return {
    find: async (id) => orUnavailable(async () => findClient(id)),
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    upsert: notHere,
    consume: notHere,
    restore: notHere,
    destroy: notHere,
    revokeByGrantId: notHere,
  }
}

async function notHere(): Promise<never> {
  throw new Error('clients are registered elsewhere')
}
