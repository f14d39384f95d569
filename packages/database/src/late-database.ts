import type { Database } from './database.js'

/** A database that may still be on its way: whoever asks it something waits until it is there. */
export function lateDatabase(kind: Database['kind'], opened: () => Promise<Database>): Database {
  return {
    kind,
    query: async (...given) => (await opened()).query(...given),
    transaction: async (...given) => (await opened()).transaction(...given),
    listen: async (...given) => (await opened()).listen(...given),
    maintain: async () => (await opened()).maintain(),
    close: async () => (await opened()).close(),
  }
}
