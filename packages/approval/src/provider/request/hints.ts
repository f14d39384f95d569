import { errors, type Account, type KoaContextWithOIDC } from 'oidc-provider'
import type { ApprovalClient } from '../../client.js'
import type { Context } from '../../context.js'
import { partyKey } from '../../desk/party-key.js'
import type { Person } from '../../person.js'
import { clientOf, exchangeOf } from '../exchange.js'
import { tooMany } from './refuse.js'

const LONGEST_HINT = 512
const LONGEST_TOKEN = 8_192
/** Seconds. */
const WINDOW = 600
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]+$/u
const TOO_MANY = 'Too many hints named nobody'
const TOKEN = /^[\x21-\x7e]+$/

/** Finds whom a request means, and lets no client find out who there is. */
export class Hints {
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  /** Of a `login_hint`: the subject; `undefined`: nobody. */
  async login(ctx: KoaContextWithOIDC, hint: string): Promise<string | undefined> {
    if (hint.length > LONGEST_HINT || !PRINTABLE.test(hint)) {
      throw new errors.InvalidRequest('login_hint must be printable, and not longer than 512')
    }
    return this.#find(ctx, async (client) => this.#context.settings.people.find(hint, client))
  }

  async loginToken(ctx: KoaContextWithOIDC, token: string): Promise<string | undefined> {
    const { people } = this.#context.settings
    if (!people.findByToken) throw new errors.InvalidRequest('login_hint_token is not supported')
    if (token.length > LONGEST_TOKEN || !TOKEN.test(token)) {
      throw new errors.InvalidRequest('login_hint_token is malformed')
    }
    return this.#find(ctx, async (client) => {
      const found = await people.findByToken?.(token, client)
      if (found === 'expired') {
        throw new errors.ExpiredLoginHintToken('The login_hint_token has expired')
      }
      return found
    })
  }

  /** Whom a subject names: of an `id_token_hint`, and of tokens. A person who was found before is not asked for again. */
  async account(ctx: KoaContextWithOIDC, subject: string): Promise<Account | undefined> {
    const exchange = exchangeOf(ctx)
    const found = exchange.person
    const person = found?.subject === subject ? found : await this.#get(subject)
    if (!person) return undefined
    exchange.person = person
    return { accountId: subject, claims: () => ({ sub: subject }) }
  }

  /** Nobody whom this client could ask: it has so many tries to find somebody. */
  async nobody(ctx: KoaContextWithOIDC): Promise<Error> {
    const { state, settings } = this.#context
    const { clientId } = clientOf(ctx)
    const { count, resetsIn } = await state.count(partyKey('unknown', clientId), WINDOW)
    if (count >= settings.limits.unknownPeople) {
      await state.set(overKey(clientId), String(Date.now() + resetsIn * 1000), resetsIn)
    }
    // Of many at once, those that were let in before there were too many.
    if (count > settings.limits.unknownPeople) return tooMany(ctx, TOO_MANY, resetsIn)
    return new errors.UnknownUserId('The end-user could not be identified')
  }

  async #find(
    ctx: KoaContextWithOIDC,
    ask: (client: ApprovalClient) => Promise<Person | undefined>,
  ): Promise<string | undefined> {
    const client = clientOf(ctx)
    await this.#checkTries(ctx, client)
    const person = await ask(client)
    if (!person) throw await this.nobody(ctx)
    exchangeOf(ctx).person = person
    return person.subject
  }

  /** Before anybody is looked for: an answer that depends on who there is would be another try. */
  async #checkTries(ctx: KoaContextWithOIDC, { clientId }: ApprovalClient): Promise<void> {
    const [until] = await this.#context.state.get([overKey(clientId)])
    if (until === undefined) return
    const seconds = (Number(until) - Date.now()) / 1000
    throw tooMany(ctx, TOO_MANY, seconds)
  }

  async #get(subject: string): Promise<Person | undefined> {
    const person = await this.#context.settings.people.get(subject)
    return person?.subject === subject ? person : undefined
  }
}

const overKey = (clientId: string): string => partyKey('unknown-over', clientId)
