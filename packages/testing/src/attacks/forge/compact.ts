import { createHmac } from 'node:crypto'
import type { SignParts } from '../../test-identity-provider.js'
import { signatureOf, type SignatureOptions } from '../../signature-of.js'
import type { AttackSubject } from '../token-attack.js'

type Speaker = Pick<AttackSubject, 'input'>
type Json = Readonly<Record<string, unknown>>

/** Header and payload with this signature behind them. */
export function compact(input: string, signature: Uint8Array = Buffer.alloc(0)): string {
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

/** A good token with these changes, and no signature. */
export function unsigned(subject: Speaker, parts: SignParts = {}): string {
  return compact(subject.input(parts))
}

/** A good token with these changes, and a signature by the given secret. */
export function signedByHmac(
  subject: Speaker,
  secret: string | Uint8Array,
  parts: SignParts = {},
  hash = 'sha256',
): string {
  const header = { alg: hash.replace('sha', 'HS'), ...(parts.header as object) }
  const input = subject.input({ ...parts, header })
  return compact(input, createHmac(hash, secret).update(input).digest())
}

/** A token whose signature covers exactly this text, though it may be no header and payload. */
export function signText(text: string, key: SignatureOptions['key']): string {
  return compact(text, signatureOf(text, { key }))
}

/** The three parts of a token. */
export function segmentsOf(token: string): readonly [header: string, payload: string, sig: string] {
  const [header = '', payload = '', signature = ''] = token.split('.', 3)
  return [header, payload, signature]
}

/**
 * Header and claims of a token.
 *
 * @throws TypeError if it is no compact JWS with two JSON objects. The message says nothing of the token.
 */
export function decodedSegments(token: string): readonly [header: Json, claims: Json] {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw new TypeError('the token is no compact JWS')
  const [header, claims] = segmentsOf(token)
  return [objectIn(header), objectIn(claims)]
}

function objectIn(segment: string): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  } catch {
    // What the parser has to say may quote the token.
  }
  throw new TypeError('the token holds no JSON objects')
}

/** The JSON text of an object with members, as text, in front of its own or behind them. */
export function jsonText(
  object: object,
  { first = '', last = '' }: { first?: string; last?: string },
): string {
  const own = JSON.stringify(object).slice(1, -1)
  return `{${[first, own, last].filter((part) => part !== '').join(',')}}`
}
