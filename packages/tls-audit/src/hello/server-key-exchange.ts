import type { EphemeralKey } from './answer.js'
import type { CipherSuite, KeyExchange } from './cipher-suites.js'
import { createCursor, type Cursor } from './cursor.js'
import { publicValueLength } from './named-groups.js'
import { Unreadable } from './unreadable.js'

/** What a server sends to agree on keys by, in TLS 1.2 and below. */
export interface ServerKeyExchange {
  readonly group?: number | undefined
  readonly ephemeralKey: EphemeralKey
}

const NAMED_CURVE = 3
const ELLIPTIC: ReadonlySet<KeyExchange> = new Set(['ECDHE', 'ECDHE_PSK'])
const WITH_HINT: ReadonlySet<KeyExchange> = new Set(['ECDHE_PSK', 'DHE_PSK'])

/**
 * Reads the parameters of a ServerKeyExchange (RFC 8422 §5.4, RFC 5246 §7.4.3, RFC 4279 §3). Its signature is
 * not checked: that is for the handshakes which are completed.
 *
 * @throws {@link Unreadable}
 */
export function readServerKeyExchange(
  body: Buffer,
  { keyExchange }: CipherSuite,
  groups: readonly number[],
): ServerKeyExchange {
  const cursor = createCursor(body, 'a ServerKeyExchange')
  if (WITH_HINT.has(keyExchange)) cursor.vector(2)
  return ELLIPTIC.has(keyExchange) ? ellipticOf(cursor, groups) : finiteOf(cursor)
}

function ellipticOf(cursor: Cursor, groups: readonly number[]): ServerKeyExchange {
  if (cursor.number(1) !== NAMED_CURVE) throw new Unreadable('It sent a curve without a name.')
  const group = cursor.number(2)
  if (!groups.includes(group)) throw new Unreadable('It chose a group that was not offered.')
  const publicValue = cursor.vector(1)
  if (publicValue.length !== publicValueLength(group)) {
    throw new Unreadable('It sent a key of the wrong length.')
  }
  return { group, ephemeralKey: { kind: 'ec', publicValue } }
}

function finiteOf(cursor: Cursor): ServerKeyExchange {
  const primeBits = bitsOf(cursor.vector(2))
  const generatorBits = bitsOf(cursor.vector(2))
  const publicValue = cursor.vector(2)
  const keyBits = bitsOf(publicValue)
  // 0 and 1 agree on what everybody knows.
  if (generatorBits < 2 || keyBits < 2 || keyBits > primeBits) {
    throw new Unreadable('It sent a key that is none.')
  }
  return { ephemeralKey: { kind: 'ffdhe', publicValue, primeBits } }
}

function bitsOf(number: Buffer): number {
  const first = number.findIndex((octet) => octet !== 0)
  return first === -1 ? 0 : (number.length - first) * 8 - (Math.clz32(number[first] ?? 0) - 24)
}
