import { ConfigError } from '@countersign/core'
import { assertFunction, assertKnown, assertObject } from '@countersign/database'
import type { DeliveryOutcome, Notifier } from './notifier.js'
import { outgoing } from './outgoing.js'
import { problemOf } from './problem-of.js'

/** A mail to send, as nodemailer takes it. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly from?: string
}

/** Options of {@link email}. */
export interface EmailOptions {
  /** Your mailer, such as `(mail) => transport.sendMail(mail)`. What it rejects is tried again. */
  readonly send: (mail: Mail) => unknown
  /** Sender, `name@example.com` or `Name <name@example.com>`. Default: that of your mailer. */
  readonly from?: string
}

const OPTIONS = ['send', 'from']
const LONGEST_ADDRESS = 254
// RFC 5321 §4.1.2 without quoted names and literals: nothing that ends an address, or begins another.
const ADDRESS = /^[\p{L}\p{N}_.!#$%&'*+/=?^`{|}~-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u
const SENDER = /^[^\p{C}\p{Zl}\p{Zp}<>",;:@\\]{0,100}<([^<>]+)>$/u

/**
 * Tells people by e-mail, over a mailer of yours, that there is something on the page: nothing of it can be
 * decided from the mail.
 *
 * @throws ConfigError naming the option at fault.
 */
export function email(options: EmailOptions): Notifier {
  assertObject('options', options)
  assertKnown('', options, OPTIONS)
  const { send, from } = options
  assertFunction('send', send)
  if (from !== undefined) checkSender(from)

  return {
    name: 'email',
    deliveries(notice, { person: { email: to } }) {
      if (to === undefined) return []
      const { title, url } = outgoing(notice)
      if (!isAddress(to)) {
        return [{ send: async () => ({ outcome: 'failed', problem: 'no e-mail address' }) }]
      }
      const text = `${title}\n\n${url}\n\nNothing is decided by opening it: that takes your passkey.\n`
      const mail = { to, subject: title, text, ...(from !== undefined && { from }) }
      return [{ send: sender(() => send(mail)) }]
    },
  }
}

/**
 * Sends by a mailer that knows of no signal: a mail that took too long may get there all the same, so that
 * the next try waits for it, or finds that it was sent, rather than sending a second one.
 */
function sender(send: () => unknown): () => Promise<DeliveryOutcome> {
  let sent: Promise<DeliveryOutcome> | undefined
  const attempt = async (): Promise<DeliveryOutcome> => {
    try {
      await send()
      return 'accepted'
    } catch (error) {
      return { outcome: 'retry', problem: problemOf(error) }
    }
  }
  const once = async (): Promise<DeliveryOutcome> => {
    const outcome = await attempt()
    if (outcome !== 'accepted') sent = undefined
    return outcome
  }
  return () => (sent ??= once())
}

function isAddress(text: unknown): text is string {
  return typeof text === 'string' && text.length <= LONGEST_ADDRESS && ADDRESS.test(text)
}

function checkSender(from: unknown): void {
  if (isAddress(from)) return
  if (typeof from === 'string' && isAddress(SENDER.exec(from)?.[1])) return
  throw new ConfigError('from', 'must be name@example.com or Name <name@example.com>')
}
