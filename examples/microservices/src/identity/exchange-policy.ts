import type { ExchangePolicy } from '@countersign/issuer'
import { BILLING, GATEWAY, GATEWAY_CLIENT, ORDERS, ORDERS_CLIENT } from '../names.js'
import type { People } from './people.js'

/** Who may turn which tokens into which: the only calls there are between services. */
const CALLS = new Map([
  [GATEWAY_CLIENT, { from: GATEWAY, to: ORDERS }],
  [ORDERS_CLIENT, { from: ORDERS, to: BILLING }],
])

/**
 * Decides on token exchange (RFC 8693): each service may exchange tokens that were made for it, for
 * tokens for the one service that it calls. That scope and time only become less, and that `act` names
 * who asked, is the issuer's own business.
 */
export function exchangePolicy(people: People): ExchangePolicy {
  return ({ clientId, subject, audience }) => {
    const call = CALLS.get(clientId)
    if (!call || subject.aud !== call.from) return false
    if (audience.length !== 1 || audience[0] !== call.to) return false
    if (call.to !== BILLING) return true
    // In a token that is encrypted to billing: orders carries it, and cannot read it.
    const customer = people.find(subject.sub ?? '')?.customer
    return customer ? { claims: { customer } } : false
  }
}
