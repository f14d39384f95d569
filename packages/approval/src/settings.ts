import type { IncomingMessage } from 'node:http'
import type { CertificateReader, Revocation } from '@countersign/core'
import type { KeySource } from '@countersign/issuer'
import type { Ledger } from '@countersign/ledger'
import type { LimitOptions } from './desk/limits.js'
import type { PushSubscriptionData } from './notify/notifier.js'
import type { People } from './person.js'
import type { ApprovalResource } from './resource.js'

/** The options of a server, checked, with their defaults. */
export interface Settings {
  /** As given, byte for byte. */
  readonly issuer: string
  /** Scheme and authority of the issuer. */
  readonly origin: string
  /** Path of the issuer, without a slash at its end: empty for most. */
  readonly basePath: string
  /** Host of the issuer: the relying party that passkeys belong to. */
  readonly rpId: string
  readonly service: string
  readonly keys: KeySource
  readonly people: People
  readonly resources: ReadonlyMap<string, Required<ApprovalResource>>
  readonly ledger: Ledger
  readonly revocation: { revoke(revocation: Revocation): void | Promise<void> }
  readonly requestLifetime: number
  readonly interval: number
  readonly numberMatching: boolean
  readonly limits: Required<LimitOptions>
  readonly dpopNonceSecret: Uint8Array | undefined
  readonly certificate: CertificateReader | undefined
  readonly remoteAddress: (req: IncomingMessage) => string | undefined
  readonly fetch: typeof fetch | undefined
  /** Whether messages to a subscription can be sent by one of the notifiers. */
  readonly takesSubscription: (subscription: PushSubscriptionData) => boolean
  /** Public VAPID key of the web push notifier, if there is one: pages subscribe by it. */
  readonly vapidPublicKey: string | undefined
}
