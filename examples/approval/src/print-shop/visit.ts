import { ClientError, ResponseBodyError } from 'openid-client'
import type { Asked, PrintShop, Wish } from './print-shop.js'

/** URL of each server of the photos, by the name of its framework. */
export type PhotoServers = Readonly<Record<'express' | 'koa' | 'nestjs', string>>

/** What somebody at the shop sees. */
export interface VisitStatus {
  readonly state: 'idle' | 'asked' | 'allowed' | 'refused'
  /** To be typed in by the owner, while they are asked. */
  readonly number: string | undefined
  /** Why not, in words. */
  readonly reason: string | undefined
  /** The newest first. */
  readonly uses: readonly { readonly what: string; readonly answer: string }[]
}

const REASONS = new Map([
  ['access_denied', 'Ada has said no, or lets the shop ask no more.'],
  ['expired_token', 'Ada has not answered in time.'],
  ['slow_down', 'Ada has been asked already. Try again later.'],
  ['unknown_user_id', 'Ada has no phone yet: pair it first.'],
])

const ANSWERS = new Map([
  [200, 'let in'],
  [201, 'let in'],
  [401, 'the token is good no more'],
  [403, 'Ada did not allow that'],
])

/** Somebody at the shop: one request at a time, and the token that came of it. */
export class Visit {
  readonly #shop: PrintShop
  readonly #servers: PhotoServers
  #token: string | undefined
  #status: VisitStatus = { state: 'idle', number: undefined, reason: undefined, uses: [] }

  constructor(shop: PrintShop, servers: PhotoServers) {
    this.#shop = shop
    this.#servers = servers
  }

  status(): VisitStatus {
    return this.#status
  }

  /** Asks, and waits for the answer in the background. */
  async ask(wish: Wish = { message: 'Prints for the wall' }): Promise<void> {
    if (this.#status.state === 'asked') return
    this.#token = undefined
    // From now on: a second press of the button asks nobody.
    this.#set({ state: 'asked', number: undefined, reason: undefined, uses: [] })
    try {
      const asked = await this.#shop.ask(wish)
      this.#set({ number: asked.number })
      void this.#answered(asked)
    } catch (error) {
      this.#refused(error)
    }
  }

  /** Uses the token, for as long as it is good, and afterwards too: to see what happens. */
  async use(server: keyof PhotoServers, method: 'GET' | 'POST'): Promise<void> {
    if (this.#token === undefined) return
    const path = method === 'GET' ? '/photos' : '/prints'
    const { status } = await this.#shop.use(this.#token, method, this.#servers[server] + path)
    const words = ANSWERS.get(status)
    const answer = words === undefined ? String(status) : `${status} ${words}`
    const use = { what: `${method} ${path} on ${server}`, answer }
    this.#set({ uses: [use, ...this.#status.uses].slice(0, 20) })
  }

  async #answered(asked: Asked): Promise<void> {
    try {
      this.#token = await this.#shop.answer(asked)
      this.#set({ state: 'allowed', number: undefined })
    } catch (error) {
      this.#refused(error)
    }
  }

  #refused(error: unknown): void {
    this.#set({ state: 'refused', number: undefined, reason: reasonOf(error) })
  }

  #set(changes: Partial<VisitStatus>): void {
    this.#status = { ...this.#status, ...changes }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ResponseBodyError) return REASONS.get(error.error) ?? error.error
  // It stops asking by itself once the time is over.
  if (error instanceof ClientError && error.code === 'OAUTH_TIMEOUT') {
    return REASONS.get('expired_token') ?? ''
  }
  return 'The approval server cannot be reached.'
}
