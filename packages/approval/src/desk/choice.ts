import type { Approval } from '../approval.js'
import type { Choice } from './desk.js'

/** Seconds. A shorter life would be over before the client has used the token. */
const SHORTEST_LIFETIME = 10

/** Whether a choice is within what was wished for: a yes narrows, and never widens. */
export function isWithin({ wish }: Approval, { scopes, lifetime }: Choice): boolean {
  const chosen = new Set(scopes)
  return (
    scopes.length > 0 &&
    chosen.size === scopes.length &&
    scopes.every((scope) => wish.scopes.includes(scope)) &&
    Number.isInteger(lifetime) &&
    lifetime >= Math.min(SHORTEST_LIFETIME, wish.lifetime) &&
    lifetime <= wish.lifetime
  )
}
