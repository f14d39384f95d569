import type { ApprovalState } from '../state/approval-state.js'
import { OwnerError } from './owner-error.js'

/** Seconds in which tries are counted. */
const WINDOW = 600

/**
 * How often something may be tried in ten minutes, by one and the same. Nothing is counted for all together:
 * a few strangers would use that up, and shut out everybody.
 */
const MOST = {
  /** Codes, from one address: who has 16 384 of them tries one in 2^41 of all codes. */
  code: 20,
  /** Challenges to sign in by, for one address. */
  'sign-in': 60,
  /** Passkeys shown to sign in, from one address. */
  passkey: 30,
  /** By one person. */
  invitation: 20,
  /** Each is in the history for a year: it would hide what else is there. */
  rename: 30,
  'user-code': 20,
  /** Each may be told to all devices. */
  subscription: 30,
  export: 10,
} as const

/** Counts what could be tried until it works, or until there is no room left. Shared by all instances. */
export class Tries {
  readonly #state: ApprovalState

  constructor(state: ApprovalState) {
    this.#state = state
  }

  /** Counts one, and rejects with an OwnerError if it is one too many. `who`: visible ASCII. */
  async count(what: keyof typeof MOST, who: string): Promise<void> {
    const { count, resetsIn } = await this.#state.count(`owner:tries:${what}:${who}`, WINDOW)
    if (count <= MOST[what]) return
    throw new OwnerError('too_many_tries', { headers: { 'Retry-After': String(resetsIn) } })
  }
}
