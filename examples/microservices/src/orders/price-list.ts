import { z } from 'zod'

/** Cents. */
const PRICES = { anvil: 4950, 'rocket skates': 19_900 } as const

export const orderSchema = z.object({
  item: z.enum(['anvil', 'rocket skates']),
  quantity: z.int().min(1).max(100),
})

export function amountOf({ item, quantity }: z.infer<typeof orderSchema>): number {
  return PRICES[item] * quantity
}
