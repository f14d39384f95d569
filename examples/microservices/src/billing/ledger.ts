export interface Charge {
  readonly id: string
  readonly amount: number
  readonly currency: string
}

/** Remembers what was charged: the same order again is the same charge. */
export interface Ledger {
  charge(orderId: string, amount: number, currency: string): Charge
}

/** Injection token of the ledger. */
export const LEDGER: unique symbol = Symbol('ledger')

const MOST_CHARGES = 10_000

export function createLedger(): Ledger {
  const charges = new Map<string, Charge>()
  let lastId = 0

  return {
    charge(orderId, amount, currency) {
      const known = charges.get(orderId)
      if (known) return known
      const charge = { id: `C${++lastId}`, amount, currency }
      const [oldest] = charges.keys()
      // It lives for a minute, and nobody places so many orders in one.
      if (oldest !== undefined && charges.size >= MOST_CHARGES) charges.delete(oldest)
      charges.set(orderId, charge)
      return charge
    },
  }
}
