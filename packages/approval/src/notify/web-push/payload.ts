import { createHmac, hkdfSync } from 'node:crypto'
import type { Notice } from '../notifier.js'

/**
 * Bytes that every message is filled up to. Enough for a notice of the longest text and url, and little
 * enough for services that carry messages on as base64 in 4 096 bytes, as that of Firefox on Android.
 */
export const PAYLOAD_BYTES = 2_800

const TOPIC_LENGTH = 32

/** What the service worker of the page is given: only it can read this. */
export function payloadOf({ title, text, topic, url, expiresAt }: Notice): Buffer {
  return Buffer.from(JSON.stringify({ title, body: text, tag: topic, url, expiresAt }))
}

/**
 * Names topics to push services (RFC 8030 §5.4): a newer message takes the place of one that has not arrived.
 *
 * Under a key, and for each subscription anew: a service shall not learn what a topic is, nor which of its
 * subscriptions are of one person. The same on every instance, as they share the keys.
 */
export function topicNames(privateKey: Uint8Array): (topic: string, endpoint: string) => string {
  const key = Buffer.from(hkdfSync('sha256', privateKey, '', 'countersign web push topic', 32))
  return (topic, endpoint) =>
    createHmac('sha256', key)
      .update(`${endpoint}\n${topic}`)
      .digest('base64url')
      .slice(0, TOPIC_LENGTH)
}
