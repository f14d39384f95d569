import { openLedger, recordUntilStopped } from 'example-shared'
import { startMicroservices } from './microservices.js'

function port(name: string, fallback: number): number {
  return Number(process.env[name] ?? fallback)
}

const ledger = await openLedger(process.env['LEDGER'])
const microservices = await startMicroservices({
  gateway: port('PORT', 4009),
  issuer: port('ISSUER_PORT', 4010),
  orders: port('ORDERS_PORT', 4011),
  billing: port('BILLING_PORT', 4012),
})

const { gateway, issuer, orders, billing, user } = microservices
console.log(`Gateway, with a page:  ${gateway}`)
console.log(`Sign in as:            ${user.username}, with the password ${user.password}`)
console.log(`Issuer:                ${issuer}`)
console.log(`Orders:                ${orders}`)
console.log(`Billing:               ${billing}`)

await recordUntilStopped(ledger, microservices)
