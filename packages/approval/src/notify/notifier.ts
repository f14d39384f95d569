import type { Person } from '../person.js'

/** What somebody is told. There is nothing in it that decides, or that a stranger could use. */
export interface Notice {
  /**
   * `asked`: somebody waits for an answer. `security`: a device was added or removed, a user code changed.
   * `ended`: the time of a token is over.
   */
  readonly kind: 'asked' | 'security' | 'ended'
  /** Of the approval; also a name under which a newer notice takes the place of an older one. */
  readonly topic: string
  /** One line. */
  readonly title: string
  readonly text: string
  /** Address of the owner's page where it is dealt with, signed in. */
  readonly url: string
  /** Milliseconds since the epoch, after which it is of no use. */
  readonly expiresAt: number
}

/** A device that was paired, as notifiers see it. */
export interface NotifiedDevice {
  readonly id: string
  readonly name: string
  readonly subscription: PushSubscriptionData | undefined
}

/** What `PushSubscription.toJSON()` of a browser gives. */
export interface PushSubscriptionData {
  readonly endpoint: string
  /** base64url */
  readonly keys: { readonly p256dh: string; readonly auth: string }
}

export interface Recipient {
  readonly person: Person
  readonly devices: readonly NotifiedDevice[]
}

/** One message to send: to a device, an address, a topic. */
export interface Delivery {
  /** Id of the device, where it is for one. */
  readonly device?: string
  /** Of the device's subscription, where it is sent to one: what is removed once it is gone. */
  readonly endpoint?: string
  /**
   * Sends it. What it throws is a `retry`, and so is what takes longer than the signal allows: it has to end
   * with the signal, as nobody waits for it any longer.
   */
  send(signal: AbortSignal): Promise<DeliveryOutcome>
}

/**
 * `accepted`: somebody has taken it over, which is not to say that anybody has seen it. `gone`: there is nobody
 * any more, and never will be: a device's subscription is removed. `retry`: may work later. `failed`: will not.
 */
export type DeliveryOutcome = 'accepted' | 'gone' | 'retry' | 'failed' | Undelivered

/** The same, with more to say. */
export interface Undelivered {
  readonly outcome: 'gone' | 'retry' | 'failed'
  /** Why, for the diagnostics channel: without anything secret, addresses of subscriptions included. */
  readonly problem: string
  /** Seconds that have to pass before another try. More than 600 are taken for 600. */
  readonly retryAfter?: number
}

/** A way to tell people something. */
export interface Notifier {
  /** Names it in the record of deliveries, such as `web-push`. Unique among those of a server. */
  readonly name: string
  /** Key that pages subscribe by, of one that sends to their subscriptions (RFC 8292 §4). base64url. */
  readonly vapidPublicKey?: string
  /** What has to be sent for this notice; an empty list where this person is not reached by it. */
  deliveries(notice: Notice, recipient: Recipient): readonly Delivery[]
  /** Whether it would ever send to such a subscription, of one that sends to subscriptions. */
  takes?(subscription: PushSubscriptionData): boolean
}
