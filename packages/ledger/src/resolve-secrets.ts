import { ConfigError } from '@countersign/core'

const SHORTEST = 32
const MOST = 100

/** The keys of the hash chains, the one for new uses first; copies, so that nobody changes them. */
export function resolveSecrets(given: unknown): readonly Uint8Array[] {
  if (given === undefined) return []
  const list: readonly unknown[] = Array.isArray(given) ? [...given] : [given]
  const secrets = list.map(bytesOf)
  if (secrets.length > 0 && secrets.length <= MOST) return secrets
  throw new ConfigError('secret', `must be a secret, or a list of 1 to ${MOST}`)
}

function bytesOf(secret: unknown): Uint8Array {
  const isSecret = typeof secret === 'string' || secret instanceof Uint8Array
  const bytes = isSecret ? new Uint8Array(Buffer.from(secret as string)) : undefined
  if (bytes && bytes.length >= SHORTEST) return bytes
  throw new ConfigError('secret', `must be of at least ${SHORTEST} bytes, each one`)
}
