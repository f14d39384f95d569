import { ECDH } from 'node:crypto'
import { isIP } from 'node:net'
import type { PushSubscriptionData } from '../../notify/notifier.js'
import type { Settings } from '../../settings.js'
import { OwnerError } from '../owner-error.js'
import { members, nullable, optional, text, type Check } from '../schema.js'

const subscription = members({
  endpoint: text(1, 1_024, /^[\x21-\x7E]+$/),
  keys: members({ p256dh: text(87, 87, /^[\w-]+$/), auth: text(22, 22, /^[\w-]+$/) }),
  // Browsers give it; none keeps it.
  expirationTime: optional(nullable(time)),
})

/** What `PushSubscription.toJSON()` gives, if messages can be sent there. Throws an OwnerError. */
export function pushSubscription(settings: Settings): Check<PushSubscriptionData> {
  const isLocal = new URL(settings.origin).protocol === 'http:'
  return (value) => {
    try {
      const { endpoint, keys } = subscription(value)
      const isFit =
        isEndpoint(endpoint, isLocal) && isPoint(bytesOf(keys.p256dh)) && bytesOf(keys.auth)
      // No notifier would send there: better known now than when somebody waits.
      if (isFit && settings.takesSubscription({ endpoint, keys })) return { endpoint, keys }
    } catch (error) {
      if (!(error instanceof OwnerError)) throw error
    }
    throw new OwnerError('bad_subscription')
  }
}

/** Push services have names. This server sends there: nobody makes it knock at an address next to it. */
function isEndpoint(endpoint: string, isLocal: boolean): boolean {
  if (!URL.canParse(endpoint)) return false
  const { protocol, hostname, username, password, hash } = new URL(endpoint)
  if (username !== '' || password !== '' || hash !== '') return false
  const isLocalhost = hostname === 'localhost' || hostname.endsWith('.localhost')
  if (isLocalhost) return isLocal && (protocol === 'http:' || protocol === 'https:')
  return protocol === 'https:' && isIP(hostname.replaceAll(/[[\]]/g, '')) === 0
}

/** The bytes of a text, if there is no other text for them. */
function bytesOf(value: string): Buffer | undefined {
  const bytes = Buffer.from(value, 'base64url')
  return bytes.toString('base64url') === value ? bytes : undefined
}

/** Whether it is an uncompressed point of P-256 (RFC 8291 §2.1). */
function isPoint(bytes: Buffer | undefined): boolean {
  if (bytes?.byteLength !== 65 || bytes[0] !== 4) return false
  try {
    ECDH.convertKey(bytes, 'prime256v1')
    return true
  } catch {
    return false
  }
}

function time(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new OwnerError('bad_subscription')
  return value
}
