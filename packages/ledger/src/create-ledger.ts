import { privateFolder } from '@countersign/database'
import { DurableLedger } from './durable-ledger.js'
import type { Ledger } from './ledger-types.js'
import type { LedgerOptions } from './options.js'
import { prepareSpoolFolder } from './queue/spool-folder.js'
import { resolveOptions } from './resolve-options.js'

/**
 * Makes a ledger, which records every use of a token in this process from now on.
 *
 * The database is opened in the background, and uses wait until it is there. Call `close()` before the
 * process ends. Throws a ConfigError that names the option at fault.
 */
export function createLedger(options: LedgerOptions): Ledger {
  const resolved = resolveOptions(options)
  if ('folder' in resolved.storage) privateFolder('folder', resolved.storage.folder)
  if (resolved.spool !== undefined) prepareSpoolFolder(resolved.spool)
  return new DurableLedger(resolved)
}
