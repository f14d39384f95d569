import type { Ledger } from '@countersign/ledger'
import type { RunningServer } from './listen.js'
import { printUses } from './print-uses.js'

/** Prints each use until the process is told to end, then closes both: what was answered is recorded first. */
export async function recordUntilStopped(
  ledger: Ledger,
  server: Pick<RunningServer, 'close'>,
): Promise<void> {
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve)
  })
  await Promise.race([stopped, printUses(ledger)])
  await server.close()
  await ledger.close()
}
