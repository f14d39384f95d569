import { ConfigError } from '@countersign/core'
import { assertText, privateFolder, quotedSchema, type Storage } from '@countersign/database'
import type { ApprovalServerOptions } from '../options.js'

const LONGEST_PATH = 4_096

/** Where devices and decisions are kept. Throws a ConfigError that names the option at fault. */
export function resolveStorage({
  folder,
  pool,
  schema = 'countersign_approval',
}: ApprovalServerOptions): { readonly storage: Storage; readonly schema: string } {
  quotedSchema(schema)
  if (pool === undefined) {
    if (folder === undefined) throw new ConfigError('folder', 'must be given, or "pool"')
    assertText('folder', folder, LONGEST_PATH)
    return { storage: { folder: privateFolder('folder', folder) }, schema }
  }
  if (folder !== undefined) throw new ConfigError('folder', 'must not be given with "pool"')
  if (typeof Object(pool).connect !== 'function') {
    throw new ConfigError('pool', 'must be a pool of connections, such as new pg.Pool() makes')
  }
  return { storage: { pool }, schema }
}
