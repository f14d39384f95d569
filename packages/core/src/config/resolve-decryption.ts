import {
  MOST_KEYS,
  ringDecryption,
  staticDecryption,
  type Decryption,
} from '../encryption/decryption.js'
import type { DecryptionKeys } from '../encryption/decryption-keys.js'
import { importKnown } from '../encryption/known-keys.js'
import { ConfigError } from '../errors.js'
import { assertFunction, assertOneOf } from './assert.js'

/** Checks the `decryption` option, of the verifier or of an issuer; throws ConfigError. */
export function resolveDecryption(option: string, value: unknown): Decryption | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) return resolveList(option, value)
  if (typeof value !== 'object' || value === null) {
    throw new ConfigError(option, 'must be a list of private JWKs, or a store of them with keys()')
  }
  const { keys, required = true } = value as Record<string, unknown>
  assertFunction(`${option}.keys`, keys)
  assertOneOf(`${option}.required`, required, [true, false])
  return ringDecryption(value as DecryptionKeys, required === true)
}

function resolveList(option: string, list: readonly unknown[]): Decryption {
  if (list.length === 0) throw new ConfigError(option, 'must not be empty')
  if (list.length > MOST_KEYS) throw new ConfigError(option, `must hold at most ${MOST_KEYS} keys`)
  // `Array.from` sees holes, which `map` skips.
  const keys = Array.from(list, (entry, index) => {
    const imported = importKnown(entry)
    if (!(imported instanceof Error)) return imported
    // A key that is passed over would be missed later, by clients.
    throw new ConfigError(
      `${option}[${index}]`,
      `must be a private or symmetric JWK for encryption: ${imported.message}`,
    )
  })
  return staticDecryption(keys)
}
