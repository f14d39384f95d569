import { createLedger, type Ledger } from '@countersign/ledger'
import { temporaryFolder } from './temporary-folder.js'

/**
 * Opens a record of how tokens are used in this process: in `folder`, or in one that is gone when the
 * process ends. Comes back once it is there.
 */
export async function openLedger(folder?: string): Promise<Ledger> {
  const ledger = createLedger({ folder: folder ?? (await temporaryFolder()), retention: 30 })
  await ledger.ready()
  return ledger
}
