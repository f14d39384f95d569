/** A route that every server has, and what it answers. */
export interface Route {
  readonly path: string
  readonly body: object
}

/** Behind the guard. */
export const ORDERS: Route = { path: '/orders', body: { orders: ['o1', 'o2'] } }

/** In front of it: everybody may ask. */
export const HEALTH: Route = { path: '/health', body: { status: 'ok' } }
