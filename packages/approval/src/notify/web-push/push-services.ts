import { ConfigError } from '@countersign/core'
import { safeUrl } from '../http-address.js'

/** Longer than those of any service; those of Windows are some 500 characters. */
const LONGEST_ENDPOINT = 2_048

/** Of browsers' vendors. `jmt17.google.com` is for Chromium that was built without Google's keys. */
const HOSTS = new Set(['fcm.googleapis.com', 'jmt17.google.com'])
const HOST = /^[a-z\d-]+(?:\.[a-z\d-]+)+$/
const DOMAINS = ['.push.services.mozilla.com', '.push.apple.com', '.notify.windows.com']

/** Where messages may be sent: subscriptions come from browsers, and would send us anywhere. */
export class PushServices {
  readonly #origins: ReadonlySet<string>

  /** `services`: hosts or origins beside those of the vendors. Throws a ConfigError. */
  constructor(services: readonly string[] = []) {
    if (!Array.isArray(services)) throw new ConfigError('services', 'must be a list of hosts')
    this.#origins = new Set(services.map((service, at) => originOf(service, `services.${at}`)))
  }

  /**
   * The address of a subscription; `undefined` if it is at no service that is known.
   *
   * Only in the one right spelling: where a parser drops, decodes or turns something around, two of them may
   * find two hosts.
   */
  locate(endpoint: unknown): URL | undefined {
    if (typeof endpoint !== 'string' || endpoint.length > LONGEST_ENDPOINT) return undefined
    const url = safeUrl(endpoint)
    if (url === undefined || url.href !== endpoint || url.hash !== '') return undefined
    return this.#origins.has(url.origin) || isVendors(url) ? url : undefined
  }
}

function isVendors({ protocol, hostname, port }: URL): boolean {
  if (protocol !== 'https:' || port !== '' || !HOST.test(hostname)) return false
  return HOSTS.has(hostname) || DOMAINS.some((domain) => hostname.endsWith(domain))
}

/** The origin of a host, or of itself. */
function originOf(service: unknown, option: string): string {
  const text = String(service)
  const url = safeUrl(text.includes('://') ? text : `https://${text}`)
  // As `URL` spells it: nothing may be left over that would silently not count.
  if (url !== undefined && (url.host === text || url.origin === text)) return url.origin
  throw new ConfigError(
    option,
    'must be a host such as push.example.com, or an origin: https, or http on loopback',
  )
}
