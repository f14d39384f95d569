import { RequireScopes } from '@countersign/nestjs'
import { Controller, Get, Inject } from '@nestjs/common'
import type { OrderBook } from 'example-shared'
import { ORDER_BOOK } from './order-book.js'

@Controller('admin')
@RequireScopes('admin')
export class AdminController {
  readonly #book: OrderBook

  constructor(@Inject(ORDER_BOOK) book: OrderBook) {
    this.#book = book
  }

  @Get('summary')
  summary(): ReturnType<OrderBook['summary']> {
    return this.#book.summary()
  }
}
