/** The route that every server has. */
export const PATH = '/orders'

/** What it answers. */
export const ORDERS = { orders: ['o1', 'o2'] } as const

/** What clients call every server, whatever its port: so the same proofs are right for all of them. */
export const ORIGIN = 'http://localhost'
