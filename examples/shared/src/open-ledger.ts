import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLedger, type Ledger } from '@countersign/ledger'

/**
 * Opens a record of how tokens are used in this process: in `folder`, or in one that is gone when the
 * process ends. Comes back once it is there.
 */
export async function openLedger(folder?: string): Promise<Ledger> {
  const ledger = createLedger({ folder: folder ?? (await temporaryFolder()), retention: 30 })
  await ledger.ready()
  return ledger
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-example-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
