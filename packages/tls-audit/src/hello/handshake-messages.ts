import type { Alert } from './alerts.js'
import { isWarning } from './alerts.js'
import { Unreadable } from './unreadable.js'

/** A step of a reader that waits for so many bytes each time it yields. */
export type Reading<T> = Generator<number, T, Buffer>

/** One message of a handshake, or the alert that ends it. */
export type Message =
  | { readonly type: number; readonly body: Buffer }
  | { readonly alert: Alert; readonly type?: never }

const ALERT = 21
const HANDSHAKE = 22
const HEADER = 5
const MESSAGE_HEADER = 4
/** 2^14 and what encryption may add (RFC 5246 §6.2.3). */
const LONGEST_RECORD = 16_384 + 2048
/** A chain of certificates needs a tenth of it. */
const LONGEST_MESSAGE = 100 * 1024
const MOST_WARNINGS = 4

/**
 * Reads messages, whichever way they are spread over records (RFC 8446 §5.1).
 *
 * @throws {@link Unreadable}
 */
export function createMessageReader(): () => Reading<Message> {
  let pending = Buffer.alloc(0)
  let warnings = 0

  function* more(): Reading<Alert | undefined> {
    const { type, body } = yield* record()
    if (type === HANDSHAKE) {
      // Inside of a message, too, where it would be a way to go on for ever.
      if (body.length === 0) throw new Unreadable('It sent an empty record.')
      pending = Buffer.concat([pending, body])
      return undefined
    }
    const alert = alertOf(body)
    if (!isWarning(alert)) return alert
    if (++warnings > MOST_WARNINGS) throw new Unreadable('It sent one warning after another.')
    return undefined
  }

  return function* message() {
    for (;;) {
      const length = wantedOf(pending)
      if (pending.length >= length) {
        const [type = 0] = pending
        const body = pending.subarray(MESSAGE_HEADER, length)
        pending = pending.subarray(length)
        return { type, body }
      }
      const alert = yield* more()
      if (alert) return { alert }
    }
  }
}

/** How many bytes the first of the messages takes, as far as this is known. */
function wantedOf(pending: Buffer): number {
  if (pending.length < MESSAGE_HEADER) return MESSAGE_HEADER
  const length = pending.readUIntBE(1, 3)
  if (length > LONGEST_MESSAGE) throw new Unreadable('It announced a message that is far too long.')
  return MESSAGE_HEADER + length
}

function* record(): Reading<{ readonly type: number; readonly body: Buffer }> {
  // The type first: what speaks another protocol may send less than a header.
  const [type = 0] = yield 1
  if (type !== ALERT && type !== HANDSHAKE) throw new Unreadable(strangeBeginning(type))
  const rest = yield HEADER - 1
  if (rest[0] !== 3) throw new Unreadable('It answered in something that is not TLS.')
  const length = rest.readUInt16BE(2)
  if (length > LONGEST_RECORD) throw new Unreadable('It announced a record that is too long.')
  return { type, body: length === 0 ? Buffer.alloc(0) : yield length }
}

function strangeBeginning(type: number): string {
  const isText = type === 0x0a || type === 0x0d || (type >= 0x20 && type < 0x7f)
  return isText
    ? 'It answered in plain text, not in TLS.'
    : 'It answered in something that is not TLS.'
}

function alertOf(body: Buffer): Alert {
  const [level, code] = body
  if (level === undefined || code === undefined || body.length !== 2) {
    throw new Unreadable('It sent an alert that is none.')
  }
  return { level, code }
}
