import type { Approval, Granted } from '../approval.js'
import type { PushSubscriptionData } from '../notify/notifier.js'

/**
 * What lasts: devices, approvals, blocks, user codes, history, deliveries. Kept in PostgreSQL. Every method
 * rejects with a `DirectoryUnavailable`, a 503, where that cannot be asked in time: what it was to do may have
 * been done. It rejects with a `DirectoryRefusal`, a 400, for what it does not take.
 */
export interface Directory {
  readonly devices: Devices
  readonly approvals: Approvals
  readonly blocks: Blocks
  readonly userCodes: UserCodes
  readonly history: History
  readonly deliveries: Deliveries
  /** Comes back once the database is there and up to date; rejects if it cannot be reached. */
  ready(): Promise<void>
  /** `starting`, `ready`, or `closed`, and why the last try failed. */
  health(): { readonly state: 'starting' | 'ready' | 'closed'; readonly lastError?: string }
  close(): Promise<void>
}

/** What an owner decides on. Times are milliseconds since the epoch. */
export interface Device {
  /** 22 characters, base64url. */
  readonly id: string
  readonly subject: string
  /** The owner's own, 1 to 60 characters. */
  readonly name: string
  readonly pairedAt: number
  readonly lastUsedAt: number | undefined
  readonly subscription: PushSubscriptionData | undefined
  readonly passkey: Passkey
}

/** WebAuthn credential of a device. */
export interface Passkey {
  /** base64url */
  readonly credentialId: string
  readonly publicKey: Uint8Array
  readonly counter: number
  readonly transports: readonly string[]
  /** Whether it is synced to other devices of its owner. */
  readonly backedUp: boolean
}

export interface Devices {
  /** Of a person, the oldest first. */
  of(subject: string): Promise<readonly Device[]>
  byCredential(credentialId: string): Promise<Device | undefined>
  /**
   * `full`: twenty are enough. `known`: the credential is one of another device. `uninvited`: the device that
   * has invited it is not there any more.
   */
  add(device: Device, invitedBy?: string): Promise<'added' | 'full' | 'known' | 'uninvited'>
  rename(subject: string, id: string, name: string): Promise<boolean>
  /** `last`: it is the only one, and `evenLast` was not said. */
  remove(subject: string, id: string, evenLast: boolean): Promise<'removed' | 'last' | 'unknown'>
  /** Keeps the counter, and when it was used. `false`: it has counted backwards, and may have been copied. */
  used(id: string, counter: number, at: number): Promise<boolean>
  subscribe(id: string, subscription: PushSubscriptionData | undefined): Promise<void>
  /** Removes a dead subscription, unless the device has another one by now. */
  unsubscribe(id: string, endpoint: string): Promise<void>
}

export interface Approvals {
  add(approval: Approval): Promise<void>
  get(id: string): Promise<Approval | undefined>
  /** The newest first; those of before `before` only. At most 100. */
  of(
    subject: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly approvals: readonly Approval[]; readonly next: string | undefined }>
  /** Those that can still be answered, or whose token is good. */
  open(subject: string, now: number): Promise<readonly Approval[]>
  /** In one step, once: `false` if it was decided, is unknown, or its time is over at `at`. */
  decide(
    id: string,
    decision: {
      readonly decision: 'approved' | 'denied'
      readonly at: number
      /** Id; `undefined`: nobody said no, but too many wrong numbers. */
      readonly device: string | undefined
      readonly granted?: Granted
    },
  ): Promise<boolean>
  /**
   * A token was issued, good until `expiresAt`. `false`: it was stopped, nobody has approved, or it was to be
   * the `first` one, which somebody has.
   */
  issued(id: string, at: number, expiresAt: number, first?: boolean): Promise<boolean>
  /** Once: `false` if it was stopped before, or nobody has approved. */
  stop(id: string, at: number): Promise<boolean>
  /** Whether this person has ever approved something of this client. */
  knows(subject: string, clientId: string): Promise<boolean>
  /** The last decisions on this client, the newest first. */
  earlier(subject: string, clientId: string, limit: number): Promise<readonly Approval[]>
}

/** Clients that somebody does not want to be asked by. */
export interface Blocks {
  /** Until a moment, or for good. */
  add(subject: string, clientId: string, until: number | undefined, at: number): Promise<void>
  remove(subject: string, clientId: string): Promise<boolean>
  has(subject: string, clientId: string, now: number): Promise<boolean>
  of(subject: string, now: number): Promise<readonly Block[]>
}

export interface Block {
  readonly clientId: string
  readonly at: number
  readonly until: number | undefined
}

/** What a person has set against unasked-for requests (CIBA §7.1.2): kept as a scrypt hash. */
export interface UserCodes {
  set(subject: string, code: string | undefined): Promise<void>
  isSet(subject: string): Promise<boolean>
  matches(subject: string, code: string): Promise<boolean>
}

export type HistoryKind =
  | 'device_paired'
  | 'device_renamed'
  | 'device_removed'
  | 'device_suspicious'
  | 'signed_in'
  | 'asked'
  | 'approved'
  | 'denied'
  | 'number_mismatch'
  | 'stopped'
  | 'blocked'
  | 'unblocked'
  | 'user_code_set'
  | 'user_code_removed'
  | 'exported'

/** Something that concerns the owner's security. */
export interface HistoryEvent {
  readonly at: number
  readonly kind: HistoryKind
  readonly device?: string | undefined
  readonly clientId?: string | undefined
  readonly approvalId?: string | undefined
  /** Such as the name of a device that is gone. At most 200 characters. */
  readonly detail?: string | undefined
  readonly network?: string | undefined
}

export interface History {
  add(subject: string, event: HistoryEvent): Promise<void>
  of(
    subject: string,
    page: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<{ readonly events: readonly HistoryEvent[]; readonly next: string | undefined }>
}

/** What became of notices. */
export interface Deliveries {
  add(delivery: RecordedDelivery): Promise<void>
  of(approvalId: string): Promise<readonly RecordedDelivery[]>
}

export interface RecordedDelivery {
  readonly at: number
  readonly approvalId: string | undefined
  readonly subject: string
  readonly notifier: string
  readonly device: string | undefined
  readonly outcome: 'accepted' | 'gone' | 'failed' | 'expired' | 'dropped'
  readonly attempts: number
}
