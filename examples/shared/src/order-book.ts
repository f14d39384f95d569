/** An order of the example APIs. */
export interface Order {
  readonly id: string
  readonly item: string
  readonly quantity: number
}

/** The orders of each tenant, in memory. */
export interface OrderBook {
  list(tenant: string): readonly Order[]
  /** Throws an error of status 400 unless the input is `{ item, quantity }`. */
  add(tenant: string, input: unknown): Order
  /** Throws an error of status 404 if the tenant has no such order. */
  remove(tenant: string, id: string): void
  /** Over all tenants. */
  summary(): { tenants: number; orders: number }
}

/** An error with a status, as Express, Koa and Nest know to answer it. */
class RequestError extends Error {
  readonly status: number
  readonly statusCode: number
  readonly expose = true

  constructor(status: number, message: string) {
    super(message)
    this.status = status
    this.statusCode = status
  }
}

/** Opens a book with one order of the tenant `acme` in it. */
export function createOrderBook(): OrderBook {
  const book = new Map<string, Order[]>([['acme', [{ id: '1', item: 'anvil', quantity: 1 }]]])
  const ordersOf = (tenant: string): Order[] => book.get(tenant) ?? []
  let lastId = 1

  return {
    list: ordersOf,
    add(tenant, input) {
      const order = { id: String(++lastId), ...parseInput(input) }
      book.set(tenant, [...ordersOf(tenant), order])
      return order
    },
    remove(tenant, id) {
      const left = ordersOf(tenant).filter((order) => order.id !== id)
      if (left.length === ordersOf(tenant).length) throw new RequestError(404, 'No such order')
      book.set(tenant, left)
    },
    summary: () => ({ tenants: book.size, orders: [...book.values()].flat().length }),
  }
}

function parseInput(input: unknown): Omit<Order, 'id'> {
  const { item, quantity } = (input ?? {}) as Record<string, unknown>
  if (typeof item !== 'string' || !Number.isSafeInteger(quantity)) {
    throw new RequestError(400, 'An order is { "item": text, "quantity": whole number }')
  }
  return { item, quantity: Number(quantity) }
}
