import { Auth, Authorize, RequireScopes } from '@countersign/nestjs'
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common'
import type { Order, OrderBook } from 'example-shared'
import { ORDER_BOOK } from './order-book.js'
import { mayCancel, type OrdersAuth } from './verifier.js'

@Controller('orders')
export class OrdersController {
  readonly #book: OrderBook

  constructor(@Inject(ORDER_BOOK) book: OrderBook) {
    this.#book = book
  }

  @Get()
  @RequireScopes('orders:read')
  list(@Auth() auth: OrdersAuth): { orders: readonly Order[] } {
    return { orders: this.#book.list(auth.claims.tenant) }
  }

  @Post()
  @RequireScopes('orders:write')
  add(@Auth() auth: OrdersAuth, @Body() input: unknown): Order {
    return this.#book.add(auth.claims.tenant, input)
  }

  @Delete(':id')
  @HttpCode(204)
  @Authorize(mayCancel)
  cancel(@Auth() auth: OrdersAuth, @Param('id') id: string): void {
    this.#book.remove(auth.claims.tenant, id)
  }
}
