import { copyFolder } from './copy-folder.js'
import { openPool } from './open-pool.js'
import type { Openers } from './prepare-databases.js'

export type Kind = 'PGlite' | 'PostgreSQL'

/** Every test of what is in the database runs on both. */
export const KINDS: readonly Kind[] = ['PGlite', 'PostgreSQL']

export interface OpenDatabase<D> {
  readonly database: D
  readonly close: () => Promise<void>
}

/**
 * Gives what opens a database of the test's own, with the tables. Tests that share one make it in
 * `beforeAll`, and close it.
 */
export function databasesWith<D extends { close(): Promise<void> }>(
  openers: Openers<D>,
): (kind: Kind) => Promise<OpenDatabase<D>> {
  return async (kind) => {
    if (kind === 'PGlite') {
      const { folder, close } = await copyFolder()
      return closingBoth(await openers.folder(folder), close)
    }
    const { pool, close } = await openPool()
    return closingBoth(openers.pool(pool), close)
  }
}

function closingBoth<D extends { close(): Promise<void> }>(
  database: D,
  close: () => Promise<void>,
): OpenDatabase<D> {
  return {
    database,
    async close() {
      await database.close()
      await close()
    },
  }
}
