import { assertNumber, assertObject, assertOneOf, assertText } from '../config/assert.js'
import { ConfigError } from '../errors.js'
import type { ExportedIssuerKeys, KeysSnapshot } from './exported-keys.js'

/** Checks the form of a snapshot; throws a ConfigError. The keys in it are checked on their way in. */
export function parseSnapshot(value: unknown): KeysSnapshot {
  assertObject('snapshot', value)
  const { version, issuers } = value
  assertOneOf('snapshot.version', version, [1])
  if (!Array.isArray(issuers)) throw new ConfigError('snapshot.issuers', 'must be a list')
  return { version: 1, issuers: issuers.map(parseIssuer) }
}

function parseIssuer(value: unknown, index: number): ExportedIssuerKeys {
  const at = `snapshot.issuers[${index}]`
  assertObject(at, value)
  const { issuer, keysUrl, fetchedAt, keys } = value
  assertText(`${at}.issuer`, issuer)
  if (keysUrl !== undefined) assertText(`${at}.keysUrl`, keysUrl)
  assertNumber(`${at}.fetchedAt`, fetchedAt, { min: 0, max: Number.MAX_SAFE_INTEGER })
  if (!Array.isArray(keys)) throw new ConfigError(`${at}.keys`, 'must be a list')
  return { issuer, keysUrl, fetchedAt, keys }
}
