import { ConfigError } from '@countersign/core'

/** One secret, or a list: the first one seals, all open. */
export type Secrets = string | Uint8Array | readonly (string | Uint8Array)[]

const LEAST_BYTES = 32
const MOST_SECRETS = 10

/** Copies of what was given as the option `secret`, so that nobody changes them. Throws a ConfigError. */
export function secretsOf(given: Secrets): readonly [Buffer, ...Buffer[]] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given]
  const [first, ...others] = list.map(secretOf)
  if (first && list.length <= MOST_SECRETS) return [first, ...others]
  throw new ConfigError('secret', `must be one secret, or a list of at most ${MOST_SECRETS}`)
}

function secretOf(given: unknown): Buffer {
  const bytes = typeof given === 'string' || given instanceof Uint8Array ? Buffer.from(given) : ''
  if (bytes instanceof Buffer && bytes.length >= LEAST_BYTES) return bytes
  throw new ConfigError('secret', `must be a string or bytes, at least ${LEAST_BYTES} of them`)
}
