import { databaseError } from './database-error.js'
import type { PoolSession } from './pool-session.js'
import { quoted } from './quote.js'
import { Turns } from './turns.js'

export interface Listener {
  readonly channel: string
  readonly onNotice: (payload: string) => void
  readonly onLost: (error: Error) => void
}

/** What `pg` tells of a `NOTIFY`. */
interface Notification {
  readonly channel?: string
  readonly payload?: string
}

/** Has a session of its own while somebody listens, and shares it among all who do. */
export class PoolListener {
  readonly #open: () => Promise<PoolSession>
  readonly #interval: number
  readonly #turns = new Turns()
  readonly #listeners = new Set<Listener>()
  #session: PoolSession | undefined
  #letGo: (() => void) | undefined

  /** `interval`: milliseconds from one question whether the connection is there to the next. */
  constructor(open: () => Promise<PoolSession>, interval: number) {
    this.#open = open
    this.#interval = interval
  }

  async listen(listener: Listener): Promise<() => Promise<void>> {
    await this.#turns.take(async () => {
      const session = this.#session ?? this.#attach(await this.#open())
      try {
        await session.run(`LISTEN ${quoted(listener.channel)}`)
      } catch (error) {
        if (this.#listeners.size === 0) this.#detach()
        throw error
      }
      this.#listeners.add(listener)
    })
    return async () => this.#turns.take(async () => this.#unlisten(listener))
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {
      for (const listener of this.#listeners) await this.#unlisten(listener)
    })
  }

  async #unlisten(listener: Listener): Promise<void> {
    if (!this.#listeners.delete(listener)) return
    const isHeard = [...this.#listeners].some(({ channel }) => channel === listener.channel)
    // Where it fails, the session is broken, and not used again.
    if (!isHeard) {
      await this.#session?.run(`UNLISTEN ${quoted(listener.channel)}`).catch(() => undefined)
    }
    if (this.#listeners.size === 0) this.#detach()
  }

  #attach(session: PoolSession): PoolSession {
    const { client } = session
    const onNotification = ({ channel, payload = '' }: Notification): void => {
      for (const one of this.#listeners) if (one.channel === channel) one.onNotice(payload)
    }
    const onEnd = (thrown?: unknown): void => {
      if (this.#session === session) this.#lose(thrown ?? new Error('the connection has ended'))
    }
    // A connection that a machine on the way has forgotten looks like one on which nothing happens.
    const probe = setInterval(() => void session.run('SELECT 1').catch(onEnd), this.#interval)
    probe.unref()
    client.on('notification', onNotification)
    client.on('error', onEnd)
    client.on('end', onEnd)
    this.#session = session
    this.#letGo = () => {
      clearInterval(probe)
      client.off('notification', onNotification)
      client.off('error', onEnd)
      client.off('end', onEnd)
      session.release()
    }
    return session
  }

  #detach(): void {
    this.#session = undefined
    this.#letGo?.()
    this.#letGo = undefined
  }

  #lose(thrown: unknown): void {
    const lost = [...this.#listeners]
    this.#listeners.clear()
    this.#detach()
    for (const { onLost } of lost) onLost(databaseError(thrown))
  }
}
