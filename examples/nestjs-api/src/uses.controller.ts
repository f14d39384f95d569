import type { Ledger, Use } from '@countersign/ledger'
import { Auth } from '@countersign/nestjs'
import { Controller, Get, Inject } from '@nestjs/common'
import type { OrdersAuth } from './verifier.js'

/** Injection token of the ledger. */
export const LEDGER: unique symbol = Symbol('ledger')

@Controller('uses')
export class UsesController {
  readonly #ledger: Ledger

  constructor(@Inject(LEDGER) ledger: Ledger) {
    this.#ledger = ledger
  }

  @Get()
  async list(@Auth() { issuer, subject = '' }: OrdersAuth): Promise<{ uses: readonly Use[] }> {
    const { uses } = await this.#ledger.owner({ issuer, subject }).uses()
    return { uses }
  }
}
