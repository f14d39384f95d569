import { inTime } from './in-time.js'
import { LOAD_RING, SAVE_RING } from './key-ring-scripts.js'
import { resolvePlace } from './options.js'
import { plainError } from './plain-error.js'
import { scriptRunner, type RedisClient, type RedisScript } from './script-runner.js'
import { seal, unseal, type SealedFor } from './sealed.js'
import { secretsOf, type Secrets } from './secrets.js'
import { latestBy, READ_CLOCK } from './server-clock.js'

/** Options of {@link redisKeyStore}. */
export interface RedisKeyStoreOptions {
  /**
   * What the ring is encrypted with: at least 32 bytes that nobody can guess, such as 32 random ones. A
   * text counts in UTF-8, and is no password. Of a list the first one encrypts, and all decrypt: an old one
   * is needed until the ring has changed for the next time.
   */
  secret: Secrets
  /** Of the key, without braces; another one for every ring. Default `countersign:`. */
  prefix?: string
  /** Milliseconds that Redis may take, 10 to 4 000. Default 1 000. */
  timeout?: number
}

/** A store for the key rings of `@countersign/issuer`: its `KeyStore`. */
export interface RedisKeyStore {
  load(): Promise<{ version: number; document: string } | undefined>
  save(
    ring: { readonly version: number; readonly document: string },
    expected: number | undefined,
  ): Promise<boolean>
}

/** Sets its keys apart from those of what else is sealed with the same secret. */
const INFO = 'countersign key ring'
/** Characters. No ring takes more. */
const LONGEST = 1_000_000

/**
 * Makes a store in which instances of an issuer share a key ring, over a client of Redis or Valkey of
 * your own.
 *
 * The ring is encrypted and authenticated, AES-256-GCM, together with its version and its place: who reads
 * Redis learns no key, and who writes there can plant none. Redis must keep it: `maxmemory-policy
 * noeviction`, and persistence. Throws a ConfigError; its methods reject while Redis cannot be asked.
 */
export function redisKeyStore(client: RedisClient, options: RedisKeyStoreOptions): RedisKeyStore {
  const { prefix, timeout } = resolvePlace(options, ['secret'])
  const [secret, ...older] = secretsOf(options.secret)
  const run = scriptRunner(client)
  const key = `${prefix}{key-ring}`
  const purpose = (version: string): SealedFor => ({ info: INFO, purpose: `${version} ${key}` })

  const ask = async (script: string, args: readonly string[]): Promise<unknown> => {
    const step: RedisScript = { script, keys: [key], args }
    return inTime(timeout, run(step)).catch((thrown: unknown) => {
      throw plainError(thrown)
    })
  }

  return {
    async load() {
      const reply = await ask(LOAD_RING, [])
      const [version, sealed]: readonly unknown[] = Array.isArray(reply) ? reply : ['']
      if (version === null && sealed === null) return undefined
      if (typeof version !== 'string' || !/^[1-9]\d{0,14}$/.test(version)) throw none()
      if (typeof sealed !== 'string' || sealed.length > LONGEST) throw none()
      const document = unseal(sealed, [secret, ...older], purpose(version))
      if (document === undefined) {
        throw new Error('the key ring in Redis was changed, or encrypted with another secret')
      }
      return { version: Number(version), document }
    },
    async save({ version, document }, expected) {
      const sealed = seal(document, secret, purpose(String(version)))
      const latest = latestBy(await ask(READ_CLOCK, []), timeout)
      if (latest === undefined) throw none()
      const reply = await ask(SAVE_RING, [String(expected ?? ''), String(version), sealed, latest])
      if (reply !== 0 && reply !== 1) throw none()
      return reply === 1
    },
  }
}

function none(): Error {
  return new Error('Redis gave an answer that is none')
}
