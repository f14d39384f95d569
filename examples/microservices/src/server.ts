import { startMicroservices } from './microservices.js'

function port(name: string, fallback: number): number {
  return Number(process.env[name] ?? fallback)
}

const { gateway, issuer, orders, billing, user } = await startMicroservices({
  gateway: port('PORT', 4009),
  issuer: port('ISSUER_PORT', 4010),
  orders: port('ORDERS_PORT', 4011),
  billing: port('BILLING_PORT', 4012),
})

console.log(`Gateway, with a page:  ${gateway}`)
console.log(`Sign in as:            ${user.username}, with the password ${user.password}`)
console.log(`Issuer:                ${issuer}`)
console.log(`Orders:                ${orders}`)
console.log(`Billing:               ${billing}`)
