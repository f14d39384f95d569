import type { IncomingMessage } from 'node:http'
import type { Context } from '../context.js'
import type { Device } from '../directory/directory.js'
import type { Person } from '../person.js'
import { secret, sha256 } from './random.js'

/** Seconds, whatever was done in them. */
const LIFETIME = 12 * 60 * 60

/** Somebody who has shown a passkey, on the device that it belongs to. */
export interface Session {
  /** Names it in keys: a digest, of which nobody can make the cookie. */
  readonly key: string
  readonly person: Person
  readonly device: Device
  /** All devices of the person, the oldest first. */
  readonly devices: readonly Device[]
}

/** Knows who is signed in. The state is shared by all instances; the cookie's value is kept nowhere. */
export class Sessions {
  readonly #context: Context
  readonly #cookie: string
  readonly #attributes: string

  constructor(context: Context) {
    const { origin, basePath } = context.settings
    const isHttps = origin.startsWith('https:')
    this.#context = context
    // The prefix keeps other hosts of the domain from setting one of their own. It needs https.
    this.#cookie = isHttps ? '__Host-countersign' : 'countersign'
    this.#attributes = isHttps
      ? 'Path=/; Secure; HttpOnly; SameSite=Strict'
      : `Path=${basePath || '/'}; HttpOnly; SameSite=Strict`
  }

  /** Opens one, and gives the `Set-Cookie` of it. */
  async open(subject: string, deviceId: string): Promise<string> {
    const value = secret()
    const kept: Kept = { subject, deviceId }
    await this.#context.state.set(stateKey(sha256(value)), JSON.stringify(kept), LIFETIME)
    return `${this.#cookie}=${value}; ${this.#attributes}; Max-Age=${LIFETIME}`
  }

  /** The session of a request; `undefined`: there is none, or it is over. */
  async of(req: IncomingMessage): Promise<Session | undefined> {
    const key = this.keyOf(req)
    return key === undefined ? undefined : this.find(key)
  }

  /** The digest of the cookie, whether or not there is such a session. */
  keyOf({ headers }: IncomingMessage): string | undefined {
    const start = `${this.#cookie}=`
    const values = (headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(start))
    // Of two somebody has slipped in one, and nobody knows which.
    const [value] = values.length === 1 ? values : []
    return value === undefined ? undefined : sha256(value.slice(start.length))
  }

  /** Looks at the device and the person anew: who is gone is signed out at once. */
  async find(key: string): Promise<Session | undefined> {
    const { state, directory, settings } = this.#context
    const [text] = await state.get([stateKey(key)])
    if (text === undefined) return undefined
    const { subject, deviceId } = JSON.parse(text) as Kept
    const [devices, person] = await Promise.all([
      directory.devices.of(subject),
      settings.people.get(subject),
    ])
    const device = devices.find(({ id }) => id === deviceId)
    if (device && person?.subject === subject) return { key, person, device, devices }
    await this.close(key)
    return undefined
  }

  async close(key: string): Promise<void> {
    await this.#context.state.remove([stateKey(key)])
  }

  /** The `Set-Cookie` that removes it. */
  get clearing(): string {
    return `${this.#cookie}=; ${this.#attributes}; Max-Age=0`
  }
}

interface Kept {
  readonly subject: string
  readonly deviceId: string
}

function stateKey(key: string): string {
  return `owner:session:${key}`
}
