import { fileURLToPath } from 'node:url'
import { ConfigError } from '../errors.js'

// Printable ASCII without what could break out of a quoted string. `new URL` would repair the rest
// (tabs, backslashes, spaces), and the identifier would then not be the one that was written.
const URI_CHARACTERS = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * Parses the URL of something we trust: `https:`, or `http:` on loopback, no user info, no
 * fragment. Returns what is wrong with it as a string.
 */
export function parseTrustedUrl(value: unknown): URL | string {
  if (typeof value !== 'string' || !URI_CHARACTERS.test(value) || !URL.canParse(value)) {
    return 'must be an absolute URL'
  }
  const url = new URL(value)
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return 'must use https: (http: is for loopback only)'
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must use https:'
  // `https:host` and `https:/host` parse, and are somebody's typing error.
  if (!value.toLowerCase().startsWith(`${url.protocol}//`)) return 'must be an absolute URL'
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password'
  if (value.includes('#')) return 'must not have a fragment (#…)'
  return url
}

/** The same, for an option: throws a ConfigError. */
export function trustedUrl(option: string, value: unknown): URL {
  const url = parseTrustedUrl(value)
  if (typeof url === 'string') throw new ConfigError(option, url)
  return url
}

/** Checks the URL of a local file: no host, no query, no fragment; throws a ConfigError. */
export function fileUrl(option: string, url: URL): void {
  // They would be dropped without a word.
  if (/[?#]/.test(url.href)) throw new ConfigError(option, 'must not have a query or a fragment')
  try {
    fileURLToPath(url)
  } catch {
    throw new ConfigError(option, 'must be the URL of a local file (pathToFileURL makes one)')
  }
}

/** Whether a value has the form of an issuer identifier. */
export function isIssuerIdentifier(value: string): boolean {
  return typeof parseTrustedUrl(value) !== 'string' && !value.includes('?')
}

/** An issuer identifier (RFC 8414 §2): a trusted URL without query. */
export function issuerIdentifier(option: string, value: unknown): string {
  trustedUrl(option, value)
  const identifier = value as string
  if (identifier.includes('?')) throw new ConfigError(option, 'must not have a query (?…)')
  return identifier
}

/** Whether a host name, as `URL` spells it, is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
