import type { Database } from './database.js'
import { FolderDatabase, type FolderSettings } from './folder-database.js'
import { lockFolder } from './folder-lock.js'
import { privateFolder } from './private-folder.js'

/**
 * Opens the embedded database in a folder, or makes both. The folder is private, and of this database alone:
 * others have only folders of their own in it. Throws a ConfigError for a folder that others can enter, and a DatabaseError while
 * somebody else has it.
 */
export async function openFolder(
  path: string,
  { timeout = 30_000, maintenance = 60_000 }: Partial<FolderSettings> = {},
): Promise<Database> {
  const folder = privateFolder('folder', path)
  const lock = await lockFolder(folder)
  const database = new FolderDatabase(folder, lock, { timeout, maintenance })
  try {
    await database.query('SELECT 1')
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}
