import type { UsageMessage } from '@countersign/core'
import type { Field, FieldPolicy } from '../fields.js'
import { storable, tokenDigest } from '../identifiers.js'

/** A use as it is noted while its request ends: what is kept of the message, and nothing large. */
export interface NotedUse {
  readonly at: number
  readonly issuer: string
  readonly subject: unknown
  readonly client: unknown
  /** The digest, where `jti` is too long to keep until later. */
  readonly token: string | null
  readonly tokenId: unknown
  readonly grant: unknown
  readonly approval: unknown
  readonly method: unknown
  readonly route: unknown
  readonly status: unknown
  readonly decision: 'accepted' | 'refused'
  readonly reason: unknown
  readonly scheme: unknown
  readonly binding: unknown
  readonly network: string | null
  readonly userAgent: unknown
  readonly tlsProtocol: unknown
  readonly tlsCipher: unknown
}

/** Characters; a name that is longer is noted as what will stand for it. */
const LONG_NAME = 256
/** Characters of texts that are of no use beyond. */
const LONG_TEXT = 512
/** Milliseconds: no answer takes longer. */
const DAY = 86_400_000

export interface NotingRules {
  readonly fields: FieldPolicy
  readonly networkOf: (address: unknown) => string | null
}

/** Of a token that was verified. */
export type AttributedUsage = UsageMessage & { readonly issuer: string }

/**
 * Notes a use of a verified token. It runs in the request's own turn: the rest of the work is left to
 * `newUse`, later.
 */
export function noteUse(
  message: AttributedUsage,
  now: number,
  { fields, networkOf }: NotingRules,
): NotedUse {
  const { tls } = message
  const kept = (field: Field): boolean => fields[field] !== 'omit'
  const tokenId = kept('token') ? message.tokenId : undefined
  const isLong = typeof tokenId === 'string' && tokenId.length + message.issuer.length > LONG_NAME
  return {
    at: now - durationOf(message.duration),
    issuer: name(message.issuer) as string,
    subject: name(message.subject),
    client: kept('client') ? name(message.clientId) : undefined,
    token: isLong ? tokenDigest(message.issuer, tokenId) : null,
    tokenId: isLong ? undefined : tokenId,
    grant: kept('grant') ? name(message.grantId) : undefined,
    approval: kept('approval') ? name(message.approvalId) : undefined,
    method: kept('method') ? text(message.method) : undefined,
    route: kept('route') ? text(message.route) : undefined,
    status: kept('status') ? text(message.status) : undefined,
    decision: message.decision === 'accepted' ? 'accepted' : 'refused',
    reason: text(message.reason),
    scheme: kept('scheme') ? text(message.scheme) : undefined,
    binding: kept('binding') ? text(message.binding) : undefined,
    network: kept('network') ? networkOf(message.remoteAddress) : null,
    userAgent: kept('agent') ? text(message.userAgent) : undefined,
    tlsProtocol: kept('tls') ? text(tls?.protocol) : undefined,
    tlsCipher: kept('tls') ? text(tls?.cipher) : undefined,
  }
}

function durationOf(duration: unknown): number {
  return typeof duration === 'number' && duration > 0 && duration <= DAY ? duration : 0
}

function name(value: unknown): unknown {
  return typeof value === 'string' && value.length > LONG_NAME ? storable(value) : value
}

/** A copy of the beginning: a part of a string keeps all of it in memory. */
function text(value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= LONG_TEXT) return value
  return Buffer.from(value.slice(0, LONG_TEXT)).toString()
}
