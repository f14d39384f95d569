import { ConfigError } from '../errors.js'
import { fileUrl, trustedUrl } from './identifiers.js'

/** Checks that keys are left out, are a JWK Set, or are the URL of one; throws a ConfigError. */
export function checkKeys(option: string, value: unknown): void {
  if (value === undefined) return
  if (value instanceof URL) {
    if (value.protocol === 'file:') fileUrl(option, value)
    else trustedUrl(option, value.href)
  } else if (
    typeof value !== 'object' ||
    value === null ||
    !Array.isArray((value as { keys?: unknown }).keys)
  ) {
    throw new ConfigError(option, 'must be a JWK Set ({ keys: […] }) or a URL object (new URL(…))')
  }
}
