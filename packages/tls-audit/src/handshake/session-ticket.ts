/** What OpenSSL's record of a session says of its ticket. */
export interface SessionTicket {
  /** Seconds for which the server wants it to be kept; `undefined`: it does not say. */
  readonly lifetime: number | undefined
}

// The numbers that OpenSSL gives to the fields of a session (ssl/ssl_asn1.c).
const LIFETIME_HINT = 9
const TICKET = 10

const SEQUENCE = 0x30
const INTEGER = 0x02
/** Constructed, and of a context: the rest is the field's number. */
const FIELD = 0xa0

/** Node 22 and later put some words of their own in front, and these may change. */
const MAX_PREFIX = 256

interface Element {
  readonly tag: number
  readonly content: Buffer
  readonly end: number
}

/**
 * Reads the ticket of a session, as `getSession` and the `session` event of `node:tls` give it;
 * `undefined` for one without a ticket, and for what cannot be read: the format is OpenSSL's own affair.
 */
export function readSessionTicket(session: Buffer): SessionTicket | undefined {
  for (let at = 0; at < Math.min(session.length, MAX_PREFIX); at++) {
    const outer = session[at] === SEQUENCE ? elementAt(session, at) : undefined
    if (outer?.end !== session.length) continue
    const fields = elementsOf(outer.content)
    if (!fields?.some(({ tag }) => tag === FIELD + TICKET)) return undefined
    const hint = fields.find(({ tag }) => tag === FIELD + LIFETIME_HINT)
    return { lifetime: hint && integerIn(hint.content) }
  }
  return undefined
}

function elementsOf(content: Buffer): readonly Element[] | undefined {
  const elements: Element[] = []
  for (let at = 0; at < content.length;) {
    const element = elementAt(content, at)
    if (!element) return undefined
    elements.push(element)
    at = element.end
  }
  return elements
}

/** A number of seconds in 32 bits (RFC 5077 §3.3, RFC 8446 §4.6.1). */
function integerIn(content: Buffer): number | undefined {
  const element = elementAt(content, 0)
  const isWhole = element?.tag === INTEGER && element.end === content.length
  if (!isWhole || element.content.length === 0 || element.content.length > 5) return undefined
  const value = element.content.readUIntBE(0, element.content.length)
  return value > 0 && value < 2 ** 32 ? value : undefined
}

/** DER (X.690 §8.1), with one byte of tag and at most three of length. */
function elementAt(bytes: Buffer, at: number): Element | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined) return undefined
  const more = first < 0x80 ? 0 : first - 0x80
  const begin = at + 2 + more
  if (more > 3 || first === 0x80 || begin > bytes.length) return undefined
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more)
  const end = begin + length
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(begin, end), end }
}
