import { openLedger, recordUntilStopped } from 'example-shared'
import { startApi } from './api.js'

const ledger = await openLedger(process.env['LEDGER'])
const api = await startApi({
  ledger,
  issuer: process.env['ISSUER'] ?? 'http://127.0.0.1:4000',
  port: Number(process.env['PORT'] ?? 4001),
})

console.log(`Orders API on Express: ${api.url}`)
await recordUntilStopped(ledger, api)
