import { ConfigError } from '@countersign/core'
import { assertFunction, assertKnown, assertObject } from '@countersign/database'
import { safeUrl } from '../http-address.js'
import type {
  Delivery,
  DeliveryOutcome,
  Notice,
  Notifier,
  PushSubscriptionData,
} from '../notifier.js'
import { outgoing } from '../outgoing.js'
import { post } from '../post.js'
import { encrypt } from './encrypt.js'
import { PAYLOAD_BYTES, payloadOf, topicNames } from './payload.js'
import { PushServices } from './push-services.js'
import { subscriptionKeys } from './subscription-keys.js'
import { checkVapidKeys, type VapidKeys } from './vapid-keys.js'
import { Vapid } from './vapid.js'

/** Options of {@link webPush}. */
export interface WebPushOptions extends VapidKeys {
  /** Where operators of push services reach you: `mailto:` or `https:`. They see it. */
  readonly subject: string
  /**
   * Push services beside those of Chrome, Edge, Firefox and Safari: hosts, reached by https, or origins.
   * Http only as the origin of a loopback address. Messages are sent nowhere else.
   */
  readonly services?: readonly string[]
  /** Default: global `fetch`. */
  readonly fetch?: typeof fetch
}

const OPTIONS = ['subject', 'publicKey', 'privateKey', 'services', 'fetch']
/** Four weeks, in seconds: what services take at most. */
const LONGEST_LIFE = 2_419_200

const ANSWERS = {
  // Of RFC 8030, 201 and 202; older services say 200.
  accepted: (status: number) => status >= 200 && status <= 202,
  gone: [404, 410],
}

// Web push is ours, on node:crypto and jose: the package of that name has been as it is since 2024, brings a
// transport of its own, follows where a subscription leads, and has five dependencies for what Node has.
/**
 * Tells devices by their browser, also while the page is closed (RFC 8030, 8291, 8292).
 *
 * Messages are encrypted to the device, and all of one length; a push service learns when it is told something,
 * and how urgent it is.
 *
 * @throws ConfigError naming the option at fault.
 */
export function webPush(options: WebPushOptions): Notifier {
  assertObject('options', options)
  assertKnown('', options, OPTIONS)
  const { subject, services, fetch } = options
  const keys = checkVapidKeys(options)
  checkSubject(subject)
  if (fetch !== undefined) assertFunction('fetch', fetch)
  const known = new PushServices(services)
  const vapid = new Vapid(keys, subject)
  const nameOf = topicNames(keys.scalar)

  const send = async (
    notice: Notice,
    subscription: PushSubscriptionData,
    signal: AbortSignal,
  ): Promise<DeliveryOutcome> => {
    const url = known.locate(subscription.endpoint)
    if (url === undefined) return { outcome: 'failed', problem: 'no known push service' }
    const receiver = subscriptionKeys(subscription)
    if (receiver === undefined) return { outcome: 'gone', problem: 'keys of no use' }
    const authorization = await vapid.authorization(url.origin)
    const left = Math.floor((notice.expiresAt - Date.now()) / 1000)
    const headers = {
      authorization,
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      ttl: String(Math.min(Math.max(left, 0), LONGEST_LIFE)),
      urgency: notice.kind === 'asked' ? 'high' : 'normal',
      topic: nameOf(notice.topic, url.href),
    }
    const body = encrypt(payloadOf(notice), PAYLOAD_BYTES, receiver)
    return post({ url: url.href, headers, body, fetch }, ANSWERS, signal)
  }

  return {
    name: 'web-push',
    vapidPublicKey: keys.publicKey,
    takes: (subscription) =>
      known.locate(subscription.endpoint) !== undefined &&
      subscriptionKeys(subscription) !== undefined,
    deliveries(notice, { devices }) {
      const message = outgoing(notice)
      return devices.flatMap(({ id, subscription }): Delivery[] => {
        if (subscription === undefined) return []
        const { endpoint } = subscription
        return [{ device: id, endpoint, send: (signal) => send(message, subscription, signal) }]
      })
    },
  }
}

/** RFC 8292 §2.1; some services refuse what is no address of anybody. */
function checkSubject(subject: unknown): void {
  const text = typeof subject === 'string' && subject.length <= 255 ? subject : ''
  if (/^mailto:[^\s<>@,]+@[^\s<>@,]+$/.test(text) && /^[!-~]+$/.test(text)) return
  if (text.startsWith('https://') && safeUrl(text) !== undefined) return
  throw new ConfigError('subject', 'must be a mailto: or https: address of at most 255 characters')
}
