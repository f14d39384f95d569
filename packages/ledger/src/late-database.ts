import type { Database } from './database/database.js'
import type { ResolvedOptions } from './resolve-options.js'

/** A database that may still be on its way: whoever asks it something waits until it is there. */
export function lateDatabase(
  { storage }: Pick<ResolvedOptions, 'storage'>,
  opened: () => Promise<Database>,
): Database {
  return {
    kind: 'pool' in storage ? 'pool' : 'folder',
    query: async (...given) => (await opened()).query(...given),
    transaction: async (...given) => (await opened()).transaction(...given),
    listen: async (...given) => (await opened()).listen(...given),
    maintain: async () => (await opened()).maintain(),
    close: async () => (await opened()).close(),
  }
}
