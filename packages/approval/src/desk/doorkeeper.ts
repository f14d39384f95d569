import type { Approval } from '../approval.js'
import type { ApprovalClient } from '../client.js'
import type { Context } from '../context.js'
import type { Person } from '../person.js'
import type { Admission } from './desk.js'
import { partyKey } from './party-key.js'

const MINUTE = 60
const TEN_MINUTES = 600

/** Decides whether a client may ask a person now, so that nobody is asked until they say yes. */
export class Doorkeeper {
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  /** Whether it may ask at all. Every request counts, whatever comes of it. */
  async arrive({ clientId }: ApprovalClient): Promise<Admission> {
    const { perClient } = this.#context.settings.limits
    const many = await this.#over(partyKey('asks', clientId), MINUTE, perClient)
    return many === undefined ? { admitted: true } : refused('rate_limited', many)
  }

  async admit({ clientId }: ApprovalClient, { subject }: Person): Promise<Admission> {
    const { state, directory, settings } = this.#context
    const { limits } = settings
    // Whoever asks too much does not reach the database.
    const asks = partyKey('asks', clientId, subject)
    const many = await this.#over(asks, TEN_MINUTES, limits.perClientAndPerson)
    if (many !== undefined) return refused('rate_limited', many)
    if (await directory.blocks.has(subject, clientId, Date.now())) {
      return refused('blocked', TEN_MINUTES)
    }
    const [coolUntil, pendingUntil] = await state.get([
      coolKey(clientId, subject),
      pendingKey(clientId, subject),
    ])
    if (coolUntil !== undefined) return refused('cooling_down', secondsUntil(Number(coolUntil)))
    if (pendingUntil !== undefined) {
      return refused('pending', secondsUntil(Number.parseInt(pendingUntil, 10)))
    }

    // Last, so that a client that is turned away for another reason takes nothing from the others.
    const asked = await this.#over(partyKey('asked', subject), TEN_MINUTES, limits.perPerson)
    return asked === undefined ? { admitted: true } : refused('rate_limited', asked)
  }

  /** Takes the one place that a client has at a person; `false` where another request of it has. */
  async claim({ clientId, subject, id, expiresAt }: Place): Promise<boolean> {
    const key = pendingKey(clientId, subject)
    return this.#context.state.add(key, `${expiresAt} ${id}`, secondsUntil(expiresAt))
  }

  /** Its own place, and not that of a request that came after. */
  async release({ clientId, subject, id }: Omit<Place, 'expiresAt'>): Promise<void> {
    const { state } = this.#context
    const key = pendingKey(clientId, subject)
    const [held] = await state.get([key])
    if (held?.endsWith(` ${id}`) === true) await state.remove([key])
  }

  /** A no is remembered for a while, which begins with it. */
  async coolDown({ clientId, subject, decidedAt = Date.now() }: Approval): Promise<void> {
    const { state, settings } = this.#context
    const until = decidedAt + settings.limits.coolDown * 1000
    if (until <= Date.now()) return
    await state.set(coolKey(clientId, subject), String(until), secondsUntil(until))
  }

  /** Seconds to wait, if this is one too many. */
  async #over(key: string, window: number, limit: number): Promise<number | undefined> {
    const { count, resetsIn } = await this.#context.state.count(key, window)
    return count > limit ? resetsIn : undefined
  }
}

/** Of an approval. */
type Place = Pick<Approval, 'clientId' | 'subject' | 'id' | 'expiresAt'>

function refused(
  reason: Exclude<Admission, { admitted: true }>['reason'],
  retryAfter: number,
): Admission {
  return { admitted: false, reason, retryAfter }
}

function secondsUntil(moment: number): number {
  return Math.max(1, Math.ceil((moment - Date.now()) / 1000))
}

const coolKey = (clientId: string, subject: string): string =>
  partyKey('cool-down', clientId, subject)
const pendingKey = (clientId: string, subject: string): string =>
  partyKey('pending', clientId, subject)
