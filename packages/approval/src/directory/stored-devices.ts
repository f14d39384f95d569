import type { PushSubscriptionData } from '../notify/notifier.js'
import {
  checkedDeviceName,
  DEVICE_COLUMNS,
  deviceOf,
  isEndpoint,
  subscriptionValues,
  transportsText,
} from './device-rows.js'
import type { Device, Devices } from './directory.js'
import { moment } from './moments.js'
import type { Store } from './store.js'
import { lockSubject } from './subject-lock.js'
import {
  checkedId,
  checkedMoment,
  checkedName,
  checkedWhole,
  isId,
  isName,
  refused,
} from './values.js'

/** Of a person. */
const MOST_DEVICES = 20
const CREDENTIAL_ID = /^[\w-]{1,1364}$/
/** Bytes. */
const LONGEST_PUBLIC_KEY = 8_192
/** What authenticators count to. */
const LARGEST_COUNTER = 0xff_ff_ff_ff

/** Devices in their table. A subject or an id that nobody can have finds nothing. */
export class StoredDevices implements Devices {
  readonly #store: Store
  readonly #table: string

  constructor(store: Store) {
    this.#store = store
    this.#table = `${store.schema}.devices`
  }

  async of(subject: string): Promise<readonly Device[]> {
    if (!isName(subject)) return []
    const rows = await this.#store.query(
      `SELECT ${DEVICE_COLUMNS} FROM ${this.#table} AS d WHERE d.subject = $1
       ORDER BY d.paired_at, d.id LIMIT ${MOST_DEVICES}`,
      [subject],
    )
    return rows.map(deviceOf)
  }

  async byCredential(credentialId: string): Promise<Device | undefined> {
    if (!isCredentialId(credentialId)) return undefined
    const [row] = await this.#store.query(
      `SELECT ${DEVICE_COLUMNS} FROM ${this.#table} AS d WHERE d.credential_id = $1`,
      [credentialId],
    )
    return row && deviceOf(row)
  }

  /** Cleans the name and the transports, and refuses everything else that is not what the interface says. */
  async add(device: Device, invitedBy?: string): Promise<'added' | 'full' | 'known' | 'uninvited'> {
    const values = deviceValues(device)
    const { schema } = this.#store
    return this.#store.transaction(async (tx) => {
      await lockSubject(tx, schema, device.subject)
      const [there] = await tx.query<{ isKnown: boolean; isFull: boolean; isInvited: boolean }>(
        `SELECT EXISTS (SELECT FROM ${this.#table} WHERE id = $1 OR credential_id = $2) AS "isKnown",
           (SELECT count(*) FROM ${this.#table} WHERE subject = $3) >= ${MOST_DEVICES} AS "isFull",
           $4::text IS NULL OR EXISTS (SELECT FROM ${this.#table} WHERE id = $4 AND subject = $3) AS "isInvited"`,
        [device.id, device.passkey.credentialId, device.subject, invitedBy ?? null],
      )
      if (there?.isInvited !== true) return 'uninvited'
      if (there.isKnown) return 'known'
      if (there.isFull) return 'full'
      // Another person may have come with the same credential just now.
      const added = await tx.query(
        `INSERT INTO ${this.#table} (id, subject, name, paired_at, last_used_at, push_endpoint, push_p256dh,
           push_auth, credential_id, public_key, counter, transports, backed_up)
         VALUES ($1, $2, $3, ${moment('$4')}, ${moment('$5')}, $6, $7, $8, $9, decode($10, 'hex'), $11::bigint,
           $12, $13::boolean)
         ON CONFLICT DO NOTHING RETURNING id`,
        values,
      )
      return added.length > 0 ? 'added' : 'known'
    })
  }

  /** Cleans the name; refuses one that is too long, or empty. */
  async rename(subject: string, id: string, name: string): Promise<boolean> {
    const clean = checkedDeviceName(name)
    if (!isName(subject) || !isId(id)) return false
    return this.#changed(`SET name = $3 WHERE id = $1 AND subject = $2`, [id, subject, clean])
  }

  async remove(
    subject: string,
    id: string,
    evenLast: boolean,
  ): Promise<'removed' | 'last' | 'unknown'> {
    if (!isName(subject) || !isId(id)) return 'unknown'
    const { schema } = this.#store
    return this.#store.transaction(async (tx) => {
      // Of two devices that remove each other at once, the second finds itself alone, or gone.
      await lockSubject(tx, schema, subject)
      const there = await tx.query<{ id: string }>(
        `SELECT id FROM ${this.#table} WHERE subject = $1`,
        [subject],
      )
      if (!there.some((one) => one.id === id)) return 'unknown'
      if (there.length === 1 && !evenLast) return 'last'
      await tx.query(`DELETE FROM ${this.#table} WHERE id = $1 AND subject = $2`, [id, subject])
      return 'removed'
    })
  }

  /** Passkeys that do not count stay at 0. A device that is not there has not counted forwards, either. */
  async used(id: string, counter: number, at: number): Promise<boolean> {
    const values = [checkedWhole('counter', counter, LARGEST_COUNTER), checkedMoment('at', at)]
    if (!isId(id)) return false
    // WebAuthn §7.2, step 22.
    return this.#changed(
      `SET counter = $2::bigint, last_used_at = greatest(last_used_at, ${moment('$3')})
       WHERE id = $1 AND (counter < $2::bigint OR (counter = 0 AND $2::bigint = 0))`,
      [id, ...values],
    )
  }

  /** Refuses texts that are too long, or that cannot be stored. */
  async subscribe(id: string, subscription: PushSubscriptionData | undefined): Promise<void> {
    const values = subscriptionValues(subscription)
    if (!isId(id)) return
    await this.#changed(`SET push_endpoint = $2, push_p256dh = $3, push_auth = $4 WHERE id = $1`, [
      id,
      ...values,
    ])
  }

  async unsubscribe(id: string, endpoint: string): Promise<void> {
    if (!isId(id) || !isEndpoint(endpoint)) return
    await this.#changed(
      `SET push_endpoint = NULL, push_p256dh = NULL, push_auth = NULL
       WHERE id = $1 AND push_endpoint = $2`,
      [id, endpoint],
    )
  }

  async #changed(change: string, values: readonly unknown[]): Promise<boolean> {
    const rows = await this.#store.query(`UPDATE ${this.#table} ${change} RETURNING id`, values)
    return rows.length > 0
  }
}

function isCredentialId(value: unknown): value is string {
  return typeof value === 'string' && CREDENTIAL_ID.test(value)
}

function deviceValues(device: Device): readonly unknown[] {
  const { passkey, lastUsedAt } = device
  if (!isCredentialId(passkey.credentialId)) throw refused('credentialId', 'must be base64url')
  return [
    checkedId('id', device.id),
    checkedName('subject', device.subject),
    checkedDeviceName(device.name),
    checkedMoment('pairedAt', device.pairedAt),
    lastUsedAt === undefined ? null : checkedMoment('lastUsedAt', lastUsedAt),
    ...subscriptionValues(device.subscription),
    passkey.credentialId,
    publicKeyText(passkey.publicKey),
    checkedWhole('counter', passkey.counter, LARGEST_COUNTER),
    transportsText(passkey.transports),
    passkey.backedUp,
  ]
}

function publicKeyText({ buffer, byteOffset, byteLength }: Uint8Array): string {
  if (byteLength > 0 && byteLength <= LONGEST_PUBLIC_KEY)
    return Buffer.from(buffer, byteOffset, byteLength).toString('hex')
  throw refused('publicKey', `must have 1 to ${LONGEST_PUBLIC_KEY} bytes`)
}
