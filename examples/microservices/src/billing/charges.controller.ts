import { isAuthError, type AuthenticationOf } from '@countersign/core'
import { Auth, RequireScopes } from '@countersign/nestjs'
import {
  BadRequestException,
  Body,
  Controller,
  Header,
  Inject,
  Post,
  ServiceUnavailableException,
} from '@nestjs/common'
import { z } from 'zod'
import { describeHop, type Hop } from '../hop.js'
import { CHARGE } from '../names.js'
import { LEDGER, type Charge, type Ledger } from './ledger.js'
import type { BillingAuth, OrderVerifier } from './verifiers.js'

/** Injection token of the verifier of orders. */
export const ORDER_VERIFIER: unique symbol = Symbol('order verifier')

const bodySchema = z.object({ order: z.string() })

@Controller('charges')
@RequireScopes(CHARGE)
export class ChargesController {
  readonly #orders: OrderVerifier
  readonly #ledger: Ledger

  constructor(@Inject(ORDER_VERIFIER) orders: OrderVerifier, @Inject(LEDGER) ledger: Ledger) {
    this.#orders = orders
    this.#ledger = ledger
  }

  @Post()
  @Header('cache-control', 'no-store')
  async charge(
    @Auth() auth: BillingAuth,
    @Body() body: unknown,
  ): Promise<{ charge: Charge; account: string; hops: Hop[] }> {
    const said = await this.#verifyOrder(body)
    // Both are of the same user, or somebody pays for somebody else.
    if (said.subject !== auth.subject || said.clientId !== auth.clientId) {
      throw new BadRequestException('The order is of somebody else')
    }
    const { id, amount, currency } = said.claims.order
    const way = { from: 'orders', to: 'billing', status: 201 }
    return {
      charge: this.#ledger.charge(id, amount, currency),
      account: masked(auth.claims.customer.account),
      hops: [
        describeHop(auth, { ...way, what: 'access' }),
        describeHop(said, { ...way, what: 'order' }),
      ],
    }
  }

  async #verifyOrder(body: unknown): Promise<AuthenticationOf<OrderVerifier>> {
    const { data } = bodySchema.safeParse(body)
    if (!data) throw new BadRequestException('A charge is { "order": a statement of orders }')
    try {
      return await this.#orders.verifyToken(data.order)
    } catch (error) {
      if (!isAuthError(error)) throw error
      // Not a 401: it is not the credentials of the request that are bad.
      if (error.status < 500) throw new BadRequestException('The order is not good here')
      throw new ServiceUnavailableException(undefined, { cause: error })
    }
  }
}

/** What is enough to recognise an account by. */
function masked(account: string): string {
  return `…${account.slice(-4)}`
}
