import { randomUUID } from 'node:crypto'
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { ApprovalState } from '../../state/approval-state.js'
import { LARGEST_VALUE, LONGEST_TTL } from '../../state/limits.js'
import { digest } from './digest.js'
import { orUnavailable } from './unavailable.js'

const REQUEST = 'BackchannelAuthenticationRequest'

/** Seconds that a request is kept when its time is over: who polls late is told `expired_token`, and why. */
const GRACE = 120
/** Seconds that the mark of a use outlives what was used, whatever the clocks of instances say. */
const MARK_MARGIN = 120
/**
 * Seconds after its use from which on a request is said to be used. The library takes a poll of a used request
 * for a theft, and withdraws everything: not what a client wants that has sent the same poll twice at once. Until
 * then a second poll is refused, like any other one, as the use is in one step. Longer than clocks of instances differ.
 */
const SETTLED = 40

/** A use, and nobody else's: when it was, in seconds, and a name. */
export type Mark = string

export function newMark(): Mark {
  return `${Math.floor(Date.now() / 1000)}.${randomUUID()}`
}

/** What is kept of one model. */
export interface StoredModel extends Adapter {
  /** Once: for everybody else it throws an `invalid_grant`. */
  consume(id: string, mark?: Mark): Promise<void>
  /** Takes a use back, from which nothing came: only this one, whoever has used it meanwhile. */
  restore(id: string, mark: Mark): Promise<void>
}

const momentOf = (mark: Mark): number => Number.parseInt(mark, 10)

/**
 * What the library keeps of one model, in the state.
 *
 * A value each, under the digest of its id, and the mark of its use beside it: what is saved again after that,
 * as it was before, is used all the same.
 */
export class ModelStorage implements StoredModel {
  readonly #state: ApprovalState
  readonly #model: string

  constructor(state: ApprovalState, model: string) {
    this.#state = state
    this.#model = model
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    if (typeof expiresIn !== 'number' || !Number.isFinite(expiresIn)) {
      throw new TypeError(`what is kept of ${this.#model} has to end`)
    }
    const text = JSON.stringify(payload)
    if (Buffer.byteLength(text) > LARGEST_VALUE) {
      throw new errors.InvalidRequest('the request is too large', 413)
    }
    const name = digest(id)
    const ttl = this.#life(expiresIn)
    const { grantId, uid } = payload
    await orUnavailable(async () => {
      // What leads there comes first: a grant that is withdrawn meanwhile is to find it.
      if (typeof grantId === 'string') await this.#state.link(this.#grantKey(grantId), name, ttl)
      if (typeof uid === 'string') await this.#state.set(this.#uidKey(uid), name, ttl)
      await this.#state.set(this.#key(name), text, ttl)
    })
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.#findNamed(digest(id))
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const [name] = await orUnavailable(async () => this.#state.get([this.#uidKey(uid)]))
    return name === undefined ? undefined : this.#findNamed(name)
  }

  /** The device flow is none of ours. */
  async findByUserCode(): Promise<undefined> {
    return undefined
  }

  async consume(id: string, mark: Mark = newMark()): Promise<void> {
    const name = digest(id)
    const now = momentOf(mark)
    await orUnavailable(async () => {
      const [text] = await this.#state.get([this.#key(name)])
      if (text === undefined) throw new errors.InvalidGrant('it is gone')
      const { exp = now, grantId } = JSON.parse(text) as AdapterPayload
      const ttl = Math.min(this.#life(exp - now) + MARK_MARGIN, LONGEST_TTL)
      if (await this.#state.add(this.#markKey(name), mark, ttl)) return
      // One of two that have the same refresh token has stolen it, and nobody knows which (RFC 9700 §4.14.2).
      if (this.#model === 'RefreshToken' && typeof grantId === 'string') {
        await new ModelStorage(this.#state, 'Grant').destroy(grantId)
      }
      throw new errors.InvalidGrant('it was used already')
    })
  }

  async restore(id: string, mark: Mark): Promise<void> {
    const key = this.#markKey(digest(id))
    await orUnavailable(async () => {
      const [held] = await this.#state.get([key])
      // While it is there nobody else can put theirs in its place.
      if (held === mark) await this.#state.remove([key])
    })
  }

  /** The mark of its use stays. */
  async destroy(id: string): Promise<void> {
    await orUnavailable(async () => this.#state.remove([this.#key(digest(id))]))
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await orUnavailable(async () => {
      const names = await this.#state.linked(this.#grantKey(grantId))
      await this.#state.remove(names.map((name) => this.#key(name)))
    })
  }

  async #findNamed(name: string): Promise<AdapterPayload | undefined> {
    const keys = [this.#key(name), this.#markKey(name)]
    const [text, mark] = await orUnavailable(async () => this.#state.get(keys))
    if (text === undefined) return undefined
    const payload = JSON.parse(text) as AdapterPayload
    const usedAt = mark === undefined ? undefined : momentOf(mark)
    const isUsed = usedAt !== undefined && this.#hasSettled(usedAt)
    return isUsed ? { ...payload, consumed: usedAt } : payload
  }

  #hasSettled(usedAt: number): boolean {
    return this.#model !== REQUEST || Date.now() / 1000 - usedAt >= SETTLED
  }

  /** Seconds. The library saves what has ended, too, when somebody decides late. */
  #life(expiresIn: number): number {
    const grace = this.#model === REQUEST ? GRACE : 0
    return Math.min(Math.max(Math.ceil(expiresIn) + grace, 1), LONGEST_TTL)
  }

  #key(name: string): string {
    return `oidc:${this.#model}:${name}`
  }

  #markKey(name: string): string {
    return `oidc:${this.#model}:used:${name}`
  }

  #uidKey(uid: string): string {
    return `oidc:${this.#model}:uid:${digest(uid)}`
  }

  #grantKey(grantId: string): string {
    return `oidc:${this.#model}:grant:${digest(grantId)}`
  }
}
