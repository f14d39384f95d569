import { createHmac, randomUUID } from 'node:crypto'
import { ConfigError } from '@countersign/core'
import { assertFunction, assertKnown, assertObject } from '@countersign/database'
import { safeUrl } from './http-address.js'
import type { Notifier } from './notifier.js'
import { outgoing } from './outgoing.js'
import { post } from './post.js'

/** Options of {@link webhook}. */
export interface WebhookOptions {
  /** Where notices are posted to: https, or http on loopback. Redirects are not followed. */
  readonly url: string
  /** What requests are signed with, 32 to 512 bytes. */
  readonly secret: string | Uint8Array
  /** Default: global `fetch`. */
  readonly fetch?: typeof fetch
}

const OPTIONS = ['url', 'secret', 'fetch']
const LEAST_BYTES = 32
const MOST_BYTES = 512

const ANSWERS = { accepted: (status: number) => status >= 200 && status < 300 }

/**
 * Hands notices to a service of yours, which tells people in its own way.
 *
 * Each is a POST of the JSON `{ id, kind, subject, topic, title, text, url, expiresAt }`. Its header
 * `countersign-signature: t=SECONDS,v1=HEX` has the time of sending, in seconds since the epoch, and the
 * HMAC-SHA-256 of that time, a full stop and the body, byte for byte. Check it, and refuse what is older than
 * five minutes. A notice that is sent again has the same `id`. Any 2xx takes it over.
 *
 * @throws ConfigError naming the option at fault.
 */
export function webhook(options: WebhookOptions): Notifier {
  assertObject('options', options)
  assertKnown('', options, OPTIONS)
  const { secret, fetch } = options
  const url = safeUrl(options.url)?.href
  if (url === undefined) throw new ConfigError('url', 'must be https, or http on loopback')
  const key = keyOf(secret)
  if (fetch !== undefined) assertFunction('fetch', fetch)

  const headersFor = (body: string): Record<string, string> => {
    const time = Math.floor(Date.now() / 1000)
    const signature = createHmac('sha256', key).update(`${time}.${body}`).digest('hex')
    return {
      'content-type': 'application/json',
      'countersign-signature': `t=${time},v1=${signature}`,
    }
  }

  return {
    name: 'webhook',
    deliveries(notice, { person: { subject } }) {
      const body = JSON.stringify({ id: randomUUID(), subject, ...outgoing(notice) })
      return [
        {
          send: (signal) => post({ url, headers: headersFor(body), body, fetch }, ANSWERS, signal),
        },
      ]
    },
  }
}

/** A copy: whoever gave it may wipe theirs. */
function keyOf(secret: unknown): Buffer {
  const isKey = typeof secret === 'string' || secret instanceof Uint8Array
  const key = isKey ? Buffer.from(secret as string) : Buffer.alloc(0)
  if (key.length >= LEAST_BYTES && key.length <= MOST_BYTES) return key
  throw new ConfigError('secret', `must be of ${LEAST_BYTES} to ${MOST_BYTES} bytes`)
}
