import { type BackchannelAuthenticationRequest, type KoaContextWithOIDC } from 'oidc-provider'
import type { Context } from '../../context.js'
import type { Desk } from '../../desk/desk.js'
import { NotAdmitted } from '../../desk/not-admitted.js'
import { clientOf, exchangeOf } from '../exchange.js'
import { reportFailure } from '../report-failure.js'
import { originOf } from './origin.js'
import { refusal, tooMany } from './refuse.js'

/** Lays an accepted request before the desk. */
export class Asking {
  readonly #context: Context
  readonly #desk: () => Desk

  constructor(context: Context, desk: () => Desk) {
    this.#context = context
    this.#desk = desk
  }

  /** What nobody will be asked about is not kept: the client is told, and may try again. */
  async ask(ctx: KoaContextWithOIDC, request: BackchannelAuthenticationRequest): Promise<void> {
    const { issuer } = this.#context.settings
    try {
      await this.#ask(ctx, request)
    } catch (error) {
      await request
        .destroy()
        .catch((failed: unknown) => reportFailure(issuer, 'backchannel', failed))
      if (error instanceof NotAdmitted) {
        throw tooMany(ctx, 'The end-user cannot be asked again now', error.retryAfter)
      }
      throw Object.assign(
        refusal('temporarily_unavailable', 'The end-user cannot be asked now', 503),
        { cause: error },
      )
    }
  }

  async #ask(ctx: KoaContextWithOIDC, request: BackchannelAuthenticationRequest): Promise<void> {
    const exchange = exchangeOf(ctx)
    const { person, wish, startedAt, patience } = exchange
    patience.check()
    if (!person || !wish) throw new Error('the request was not read')
    exchange.asked = await this.#desk().ask({
      authReqId: request.jti,
      client: clientOf(ctx),
      person,
      wish,
      origin: originOf(exchange.request, this.#context.settings),
      // Never later than the library's own.
      expiresAt: (startedAt + request.expiration) * 1000,
    })
  }
}
