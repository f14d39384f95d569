import type { PushSubscriptionData } from '../notify/notifier.js'
import type { Device } from './directory.js'
import { milliseconds } from './moments.js'
import { checkedText, cleaned, isText, refused } from './values.js'

interface DeviceRow {
  readonly id: string
  readonly subject: string
  readonly name: string
  readonly pairedAt: number
  readonly lastUsedAt: number | null
  readonly endpoint: string | null
  readonly p256dh: string | null
  readonly auth: string | null
  readonly credentialId: string
  readonly publicKey: string
  readonly counter: number
  readonly transports: string
  readonly backedUp: boolean
}

/** What {@link deviceOf} reads, of `devices AS d`. */
export const DEVICE_COLUMNS: string = `d.id, d.subject, d.name,
  ${milliseconds('d.paired_at')} AS "pairedAt", ${milliseconds('d.last_used_at')} AS "lastUsedAt",
  d.push_endpoint AS endpoint, d.push_p256dh AS p256dh, d.push_auth AS auth,
  d.credential_id AS "credentialId", encode(d.public_key, 'hex') AS "publicKey",
  d.counter::float8 AS counter, d.transports, d.backed_up AS "backedUp"`

export function deviceOf(given: object): Device {
  const row = given as DeviceRow
  return {
    id: row.id,
    subject: row.subject,
    name: row.name,
    pairedAt: row.pairedAt,
    lastUsedAt: row.lastUsedAt ?? undefined,
    subscription: subscriptionOf(row),
    passkey: {
      credentialId: row.credentialId,
      publicKey: new Uint8Array(Buffer.from(row.publicKey, 'hex')),
      counter: row.counter,
      transports: JSON.parse(row.transports) as string[],
      backedUp: row.backedUp,
    },
  }
}

function subscriptionOf({ endpoint, p256dh, auth }: DeviceRow): PushSubscriptionData | undefined {
  if (endpoint === null || p256dh === null || auth === null) return undefined
  return { endpoint, keys: { p256dh, auth } }
}

/** Whichever planes they are of. */
const DEVICE_NAME = /^.{1,60}$/su

/** Cleans a name, and refuses one that has not 1 to 60 characters. */
export function checkedDeviceName(name: string): string {
  const clean = cleaned(name, name.length)
  if (DEVICE_NAME.test(clean)) return clean
  throw refused('name', 'must have 1 to 60 characters')
}

const LONGEST_ENDPOINT = 2_048
const LONGEST_KEY = 256

export function isEndpoint(value: unknown): value is string {
  return isText(value, LONGEST_ENDPOINT)
}

/** The three columns of a subscription. */
export function subscriptionValues(
  subscription: PushSubscriptionData | undefined,
): readonly (string | null)[] {
  if (subscription === undefined) return [null, null, null]
  const { endpoint, keys } = subscription
  return [
    checkedText('subscription.endpoint', endpoint, LONGEST_ENDPOINT),
    checkedText('subscription.keys.p256dh', keys.p256dh, LONGEST_KEY),
    checkedText('subscription.keys.auth', keys.auth, LONGEST_KEY),
  ]
}

const MOST_TRANSPORTS = 16
const LONGEST_TRANSPORT = 32

/** Hints of a browser, which nobody has signed: what is too much of them is left out. */
export function transportsText(transports: readonly string[]): string {
  const few = transports.slice(0, MOST_TRANSPORTS)
  return JSON.stringify(few.map((transport) => cleaned(transport, LONGEST_TRANSPORT)))
}
