import type { Storage } from '@countersign/database'
import { copyFolder, type Kind, openPool } from '@countersign/test-servers/vitest'
import { DirectoryRefusal } from '../../src/directory/directory-errors.js'
import type { Directory } from '../../src/directory/directory.js'
import { openDirectory } from '../../src/directory/open-directory.js'

/** For hooks that open a folder: on a busy machine that takes a while. */
export const OPENING = 60_000

export interface OpenedDirectory {
  readonly directory: Directory
  readonly close: () => Promise<void>
}

/** Where a directory of the test's own can be, with its tables. */
export async function storageOf(
  kind: Kind,
): Promise<{ readonly storage: Storage; readonly close: () => Promise<void> }> {
  if (kind === 'PGlite') {
    const { folder, close } = await copyFolder()
    return { storage: { folder }, close }
  }
  const { pool, close } = await openPool()
  return { storage: { pool }, close }
}

/** A directory of the test's own. Tests that share one open it in `beforeAll`, and close it. */
export async function directoryOn(kind: Kind): Promise<OpenedDirectory> {
  const { storage, close } = await storageOf(kind)
  const directory = openDirectory(storage)
  await directory.ready()
  return {
    directory,
    async close() {
      await directory.close()
      await close()
    },
  }
}

/** Why something was refused; throws what is no refusal. */
export function refusalOf(error: unknown): string {
  if (error instanceof DirectoryRefusal) return error.reason
  throw error
}
