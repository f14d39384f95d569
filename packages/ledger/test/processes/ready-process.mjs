// Waits for a ledger in a process that has nothing else to do, and says how that went.
import { subscribe } from 'node:diagnostics_channel'
import { createLedger, LEDGER_CHANNELS } from '@countersign/ledger'

const [folder] = process.argv.slice(2)
subscribe(LEDGER_CHANNELS.ledger, (message) => process.send(message))
const ledger = createLedger({ folder })
try {
  await ledger.ready()
  process.send('ready')
} catch (error) {
  process.send(String(error))
}
await ledger.close()
