import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ApprovalState } from '../../state/approval-state.js'
import { secret, sha256 } from '../random.js'

/** Seconds to show a passkey in. */
export const TICKET_LIFETIME = 300

const LIFETIME = TICKET_LIFETIME * 1_000
/** Milliseconds that tickets are made with one key. */
const PERIOD = 3_600_000

const FORM = /^([\w-]{43})\.(\d{13})\.([\w-]{43})$/

/** What a passkey is shown for by somebody who is not known yet. */
export interface Ticket {
  readonly challenge: string
  /** To be sent back with it. */
  readonly ticket: string
}

/**
 * Challenges to sign in by. Whoever asks for one keeps it: of strangers this server keeps nothing, so that no
 * number of them fills its memory, and none of them has to be turned away for the others.
 */
export class Tickets {
  readonly #state: ApprovalState

  constructor(state: ApprovalState) {
    this.#state = state
  }

  async issue(): Promise<Ticket> {
    const text = `${secret()}.${Date.now() + LIFETIME}`
    const [challenge = ''] = text.split('.', 1)
    return { challenge, ticket: `${text}.${(await this.#mac(text)).toString('base64url')}` }
  }

  /** The challenge of a ticket of ours whose time is not over. */
  async challengeOf(ticket: string): Promise<string | undefined> {
    const [, challenge, end, mac = ''] = FORM.exec(ticket) ?? []
    const left = Number(end) - Date.now()
    if (challenge === undefined || !(left > 0 && left <= LIFETIME)) return undefined
    const own = await this.#mac(`${challenge}.${end}`)
    return timingSafeEqual(own, Buffer.from(mac, 'base64url')) ? challenge : undefined
  }

  /** Uses one up, once its passkey was shown: of many who do so at once one gets `true`. */
  async use(challenge: string): Promise<boolean> {
    return this.#state.add(`owner:sign-in:${sha256(challenge)}`, 'used', TICKET_LIFETIME)
  }

  async #mac(text: string): Promise<Buffer> {
    const end = Number(text.slice(text.indexOf('.') + 1))
    const key = await this.#keyOf(Math.floor((end - LIFETIME) / PERIOD))
    return createHmac('sha256', key).update(text).digest()
  }

  /** Of all instances, made by the first that needs it: and kept by none, should the state lose it. */
  async #keyOf(period: number): Promise<string> {
    const name = `owner:sign-in-key:${period}`
    const [known] = await this.#state.get([name])
    if (known !== undefined) return known
    await this.#state.add(name, secret(), (2 * PERIOD) / 1_000)
    const [key] = await this.#state.get([name])
    if (key === undefined) throw new Error('a key was forgotten at once')
    return key
  }
}
