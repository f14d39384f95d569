import { describe, expect, it } from 'vitest'
import { createOrderBook } from '../src/index.js'

describe('the order book', () => {
  it('keeps the orders of tenants apart', () => {
    const book = createOrderBook()
    const order = book.add('umbrella', { item: 'lab coat', quantity: 3 })

    expect(book.list('umbrella')).toEqual([order])
    expect(book.list('acme')).toEqual([{ id: '1', item: 'anvil', quantity: 1 }])
    expect(book.summary()).toEqual({ tenants: 2, orders: 2 })
    expect(() => book.remove('acme', order.id)).toThrow('No such order')
  })

  it('removes orders', () => {
    const book = createOrderBook()
    book.remove('acme', '1')
    expect(book.list('acme')).toEqual([])
  })

  it.each([undefined, null, 'text', {}, { item: 'anvil' }, { item: 1, quantity: 1 }])(
    'refuses %j as an order with a 400',
    (input) => {
      expect(() => createOrderBook().add('acme', input)).toThrow(
        expect.objectContaining({ status: 400 }),
      )
    },
  )
})
