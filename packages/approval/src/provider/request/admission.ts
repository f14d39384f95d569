import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Context } from '../../context.js'
import type { Desk } from '../../desk/desk.js'
import { partyKey } from '../../desk/party-key.js'
import { clientOf, exchangeOf } from '../exchange.js'
import type { Hints } from './hints.js'
import { denied, tooMany } from './refuse.js'

const LONGEST_CODE = 128
/** Of a client, for one person, in ten minutes. */
const TRIES = 5
/** Seconds. */
const WINDOW = 600
/** For one person, in a day: of a client that has known the code, and of all others together. */
const TRIES_A_DAY = 20
const DAY = 86_400
/** Seconds that a client is remembered by, which has known the code. */
const KNOWN = 2_592_000

/** Decides whether a request reaches the desk: there is somebody to ask, they agree to be asked, and may be now. */
export class Admission {
  readonly #context: Context
  readonly #hints: Hints
  readonly #desk: () => Desk

  constructor(context: Context, hints: Hints, desk: () => Desk) {
    this.#context = context
    this.#hints = hints
    this.#desk = desk
  }

  /** Before anybody is looked for: whoever asks too much finds out nothing. */
  async arrive(ctx: KoaContextWithOIDC): Promise<void> {
    const admission = await this.#desk().arrive(clientOf(ctx))
    if (!admission.admitted) {
      throw tooMany(ctx, 'This client asks too much', admission.retryAfter)
    }
  }

  async check(ctx: KoaContextWithOIDC, userCode: string | undefined): Promise<void> {
    const { person } = exchangeOf(ctx)
    if (!person) throw new Error('nobody was found')
    const devices = await this.#context.directory.devices.of(person.subject)
    // Who has no device is as unknown as who is not there at all.
    if (devices.length === 0) throw await this.#hints.nobody(ctx)
    await this.#checkCode(ctx, person.subject, userCode)
    const admission = await this.#desk().admit(clientOf(ctx), person)
    if (admission.admitted) return
    const { reason, retryAfter } = admission
    if (reason === 'blocked' || reason === 'cooling_down') throw denied(ctx, retryAfter)
    throw tooMany(ctx, 'The end-user cannot be asked again now', retryAfter)
  }

  /** What an owner has set counts for every client, whatever parameters it says that it knows (CIBA §7.1.2). */
  async #checkCode(
    ctx: KoaContextWithOIDC,
    subject: string,
    code: string | undefined,
  ): Promise<void> {
    const { userCodes } = this.#context.directory
    if (!(await userCodes.isSet(subject))) return
    if (code === undefined) throw new errors.MissingUserCode('A user code is needed')
    const { state } = this.#context
    const { clientId } = clientOf(ctx)
    const key = partyKey('user-code', clientId, subject)
    const knownKey = partyKey('user-code-known', clientId, subject)
    const [known] = await state.get([knownKey])
    // Many clients together guess no faster than one, and take no tries from one that has known the code.
    const dayKey = partyKey('user-codes', subject, ...(known === undefined ? [] : [clientId]))
    // Counted before it is looked at: of many tries at once no more than five are.
    await this.#countTry(ctx, key, WINDOW, TRIES)
    await this.#countTry(ctx, dayKey, DAY, TRIES_A_DAY)
    if (code.length > LONGEST_CODE || !(await userCodes.matches(subject, code))) {
      throw new errors.InvalidUserCode('The user code is wrong')
    }
    await state.set(knownKey, '1', KNOWN)
    await state.remove(known === undefined ? [key] : [key, dayKey])
  }

  async #countTry(
    ctx: KoaContextWithOIDC,
    key: string,
    window: number,
    tries: number,
  ): Promise<void> {
    const { count, resetsIn } = await this.#context.state.count(key, window)
    if (count > tries) throw tooMany(ctx, 'Too many wrong user codes', resetsIn)
  }
}
