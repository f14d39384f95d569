/** Injection token of the order book. */
export const ORDER_BOOK: unique symbol = Symbol('order book')
