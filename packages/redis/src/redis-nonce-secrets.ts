import { randomBytes } from 'node:crypto'
import type { NonceSecrets } from '@countersign/core'
import { inTime } from './in-time.js'
import { assertNumber, resolveShared } from './options.js'
import { plainError } from './plain-error.js'
import { scriptRunner, type RedisClient, type ScriptRunner } from './script-runner.js'
import { SHARE_SECRETS } from './secrets-script.js'

/** Options of {@link redisNonceSecrets}. */
export interface RedisNonceSecretsOptions {
  /** Of the key, without braces. Default `countersign:`. */
  prefix?: string
  /** Seconds between two secrets, 600 to a year. Default 86 400, a day. */
  rotateEvery?: number
  /** Milliseconds that Redis may take, 10 to 4 000. Default 1 000. */
  timeout?: number
  /** Milliseconds since the epoch, for when to look again. Default `Date.now`. */
  clock?: () => number
}

/** Seconds. Longer than any nonce lives, so that none dies with its secret. */
const KEPT = 7_200
const LOOK_EVERY = 60
// By then every process has looked again, and knows a secret that another one begins to use.
const USED_AFTER = 3 * LOOK_EVERY

interface Secret {
  readonly secret: string
  readonly at: number
}

/**
 * Makes the `secret` of `dpop.nonce` for processes that share a Redis or Valkey: made there once, and
 * changed every day, with nothing to hand out to machines.
 *
 * Looked at once a minute, behind a request, and kept in memory: no nonce costs a round trip, and while
 * Redis is away the last known secrets go on. Without any it rejects, which is a 503. Whoever can read
 * the key in Redis can make nonces, and nothing else. Throws a ConfigError.
 */
export function redisNonceSecrets(
  client: RedisClient,
  options: RedisNonceSecretsOptions = {},
): NonceSecrets {
  const { prefix, timeout, clock } = resolveShared(options, ['rotateEvery'])
  const { rotateEvery = 86_400 } = options
  assertNumber('rotateEvery', rotateEvery, 600, 31_536_000)
  const look = looker(scriptRunner(client), `${prefix}{nonce-secrets}`, rotateEvery, timeout)
  return new SharedSecrets(look, clock)
}

class SharedSecrets implements NonceSecrets {
  readonly #look: () => Promise<readonly string[]>
  readonly #clock: () => number
  #known: readonly string[] | undefined
  #lookedAt = Number.NEGATIVE_INFINITY
  #looking: Promise<readonly string[]> | undefined

  constructor(look: () => Promise<readonly string[]>, clock: () => number) {
    this.#look = look
    this.#clock = clock
  }

  secrets(): readonly string[] | Promise<readonly string[]> {
    const age = (this.#clock() - this.#lookedAt) / 1000
    if (this.#known && age >= 0 && age < LOOK_EVERY) return this.#known
    this.#looking ??= this.#refresh()
    if (!this.#known) return this.#looking
    // What is known goes on, whatever comes of it.
    this.#looking.catch(() => undefined)
    return this.#known
  }

  async #refresh(): Promise<readonly string[]> {
    try {
      const found = await this.#look()
      const isSame = found.join(' ') === this.#known?.join(' ')
      if (!this.#known || !isSame) this.#known = found
      return this.#known
    } finally {
      this.#lookedAt = this.#clock()
      this.#looking = undefined
    }
  }
}

function looker(
  run: ScriptRunner,
  key: string,
  rotateEvery: number,
  timeout: number,
): () => Promise<readonly string[]> {
  return async () => {
    const made = randomBytes(32).toString('base64url')
    const args = [made, String(rotateEvery), String(KEPT)]
    const work = run({ script: SHARE_SECRETS, keys: [key], args })
    const reply = await inTime(timeout, work).catch((cause: unknown) => {
      throw plainError(cause)
    })
    return inOrder(parsed(reply))
  }
}

/** The one to use first, which is not the newest while others may not know that one. */
function inOrder({ list, now }: { list: readonly Secret[]; now: number }): readonly string[] {
  const first = list.find(({ at }) => now - at >= USED_AFTER) ?? list.at(-1)
  const others = list.filter((one) => one !== first)
  return [...(first ? [first] : []), ...others].map(({ secret }) => secret)
}

function parsed(reply: unknown): { list: readonly Secret[]; now: number } {
  const [raw, now]: readonly unknown[] = Array.isArray(reply) ? reply : []
  const list: unknown = typeof raw === 'string' ? JSON.parse(raw) : undefined
  if (typeof now === 'number' && Array.isArray(list) && list.length > 0 && list.every(isSecret)) {
    return { list, now }
  }
  throw new Error('Redis gave an answer that is none')
}

function isSecret(value: unknown): value is Secret {
  const { secret, at } = Object(value) as Partial<Secret>
  return typeof secret === 'string' && typeof at === 'number'
}
