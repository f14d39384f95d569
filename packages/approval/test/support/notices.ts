import type { Delivery, DeliveryOutcome, Notice, Notifier, Recipient } from '../../src/index.js'

/** A notice that is good for two minutes. */
export function notice(changes: Partial<Notice> = {}): Notice {
  return {
    kind: 'asked',
    topic: 'approval-1',
    title: 'Shop asks for access',
    text: 'Read your orders',
    url: 'https://id.example.com/owner/approvals/approval-1',
    expiresAt: Date.now() + 120_000,
    ...changes,
  }
}

/** Somebody, with devices of these subscriptions. */
export function recipient(changes: Partial<Recipient> = {}): Recipient {
  return { person: { subject: 'alice', email: 'alice@example.com' }, devices: [], ...changes }
}

/** A notifier of one delivery for each notice, sent by this. */
export function notifierOf(
  name: string,
  send: (notice: Notice, signal: AbortSignal, recipient: Recipient) => Promise<DeliveryOutcome>,
  where: Pick<Delivery, 'device' | 'endpoint'> = {},
): Notifier {
  return {
    name,
    deliveries: (notice, recipient) => [
      { ...where, send: (signal) => send(notice, signal, recipient) },
    ],
  }
}

/** The one delivery that a notifier makes of a notice, sent. */
export async function sendOne(
  notifier: Notifier,
  told: Notice = notice(),
  to: Recipient = recipient(),
  signal: AbortSignal = new AbortController().signal,
): Promise<DeliveryOutcome> {
  const [delivery, ...others] = notifier.deliveries(told, to)
  if (delivery === undefined || others.length > 0) throw new Error('not one delivery')
  return delivery.send(signal)
}
