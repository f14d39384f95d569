import { openLedger, recordUntilStopped } from 'example-shared'
import { startSpaLogin } from './spa-login.js'

function port(name: string, fallback: number): number {
  return Number(process.env[name] ?? fallback)
}

const ledger = await openLedger(process.env['LEDGER'])
const spaLogin = await startSpaLogin({
  page: port('PORT', 4005),
  provider: port('PROVIDER_PORT', 4006),
  api: port('API_PORT', 4007),
  thief: port('THIEF_PORT', 4008),
})

const { page, issuer, api, thief, user } = spaLogin
console.log(`Page:               ${page}`)
console.log(`Sign in as:         ${user.username}, with the password ${user.password}`)
console.log(`Identity provider:  ${issuer}`)
console.log(`Orders API:         ${api}`)
console.log(`Thief:              ${thief}`)

await recordUntilStopped(ledger, spaLogin)
