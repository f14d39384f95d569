import { Refused } from '../refused.js'
import { isPlainObject } from '../token/seal.js'
import type { JsonObject } from '../token/strict-json.js'

/** What a subject identifier names, of the tokens of one issuer. */
export interface Named {
  readonly sessionId?: string
  readonly subject?: string
  readonly tokenId?: string
}

type Reader = (identifier: JsonObject, issuer: string) => readonly Named[]

/** RFC 9493 §3.2, and the complex subjects of the Shared Signals Framework 1.0. */
const FORMATS: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ['iss_sub', (identifier, issuer) => [{ subject: issuedBy(identifier, issuer, 'sub') }]],
  ['jwt_id', (identifier, issuer) => [{ tokenId: issuedBy(identifier, issuer, 'jti') }]],
  ['opaque', (identifier) => [{ subject: textOf(identifier, 'id') }]],
  ['aliases', aliases],
  ['complex', complex],
])

/**
 * What the subject of an event names; nothing where it is of a format that no token of ours has, such as
 * an address of electronic mail. Throws Refused where it is malformed, or of another issuer: each may
 * withdraw its own tokens only.
 */
export function namedBy(subject: unknown, issuer: string): readonly Named[] {
  const named = read(subject, issuer)
  // CAEP has sessions in such subjects as well as users, and no token has one for the other.
  const isOpaque = isPlainObject(subject) && subject['format'] === 'opaque'
  return isOpaque ? [{ sessionId: textOf(subject, 'id') }, ...named] : named
}

function read(identifier: unknown, issuer: string): readonly Named[] {
  if (!isPlainObject(identifier) || typeof identifier['format'] !== 'string') {
    throw new Refused('malformed_claim', 'sub_id')
  }
  return FORMATS.get(identifier['format'])?.(identifier, issuer) ?? []
}

function aliases({ identifiers }: JsonObject, issuer: string): readonly Named[] {
  if (!Array.isArray(identifiers)) throw new Refused('malformed_claim', 'sub_id.identifiers')
  return identifiers.flatMap((one: unknown) => {
    // RFC 9493 §3.2.8: they must not be nested.
    const isSimple =
      isPlainObject(one) && one['format'] !== 'aliases' && one['format'] !== 'complex'
    if (!isSimple) throw new Refused('malformed_claim', 'sub_id.identifiers')
    return read(one, issuer)
  })
}

/**
 * A session of a user. What else it narrows the subject down to (a device, a tenant, an application) no
 * token tells, so more is withdrawn than is asked for, and never less.
 */
function complex({ session, user }: JsonObject, issuer: string): readonly Named[] {
  const users = user === undefined ? [] : read(user, issuer)
  if (session === undefined) return users
  if (!isPlainObject(session)) throw new Refused('malformed_claim', 'sub_id.session')
  if (session['format'] !== 'opaque') return users
  const sessionId = textOf(session, 'id')
  return users.length === 0 ? [{ sessionId }] : users.map((one) => ({ ...one, sessionId }))
}

function issuedBy(identifier: JsonObject, issuer: string, name: string): string {
  if (textOf(identifier, 'iss') !== issuer) throw new Refused('malformed_claim', 'sub_id.iss')
  return textOf(identifier, name)
}

function textOf(identifier: JsonObject, name: string): string {
  const value = identifier[name]
  if (typeof value === 'string' && value !== '') return value
  throw new Refused('malformed_claim', `sub_id.${name}`)
}
