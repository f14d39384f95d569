import { channel } from 'node:diagnostics_channel'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { CHANNELS } from '@countersign/core'
import type { Ledger } from '@countersign/ledger'
import { usageMessage } from './usage-messages.js'

const USAGE = channel(CHANNELS.usage)

/** Uses that are told before the event loop gets a turn: as many as requests end in one. */
const AT_ONCE = 50

/** What it took to have uses recorded, from the first one told to the last one kept. */
export interface Written {
  /** Uses a second. */
  readonly rate: number
  /** Microseconds of CPU that this process needed for each: telling, batches, hashes, driver. */
  readonly cpu: number
}

/** Tells of uses as fast as the ledger takes them without going to disk, and waits until all are kept. */
export async function written(ledger: Ledger, uses: number, maxWaiting: number): Promise<Written> {
  await ledger.flush()
  const before = ledger.health()
  const [cpu, began] = [process.cpuUsage(), performance.now()]
  for (let at = 0; at < uses; at += 1) {
    USAGE.publish(usageMessage(at))
    if (at % AT_ONCE > 0) continue
    await setImmediate()
    // The queue would go to disk where it is full: nothing is measured there. A wait that takes no CPU.
    while (ledger.health().waiting > maxWaiting - 2 * AT_ONCE) await setTimeout(5)
  }
  await ledger.flush()
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const after = ledger.health()
  if (after.written - before.written !== uses || after.lost > 0) throw new Error('uses are missing')
  return { rate: uses / seconds, cpu: (user + system) / uses }
}
