import { assertOneOf, textList } from '../config/assert.js'
import type { PlainAnswer } from '../protected-resource.js'
import type { RefusalReason } from '../refusals.js'
import { Refused } from '../refused.js'
import type { Revocation } from '../revocation/revocation-list.js'
import { FUTURE_ALLOWANCE, optionalDate } from '../token/check-claims.js'
import type { JsonObject } from '../token/strict-json.js'
import { emptyAnswer, jsonAnswer, tryAgain } from './answers.js'
import type { EventReceiver } from './event-receiver.js'
import type { EventToken } from './event-token.js'
import { EVENT_URIS, type EventType } from './event-types.js'
import { makeReceiver } from './make-receiver.js'
import { mediaTypeOf } from './media-type.js'
import { receiveEvents } from './receive-events.js'
import type { SecurityEventReceiverOptions } from './receiver-options.js'
import { type ResolvedReceiver, resolveReceiver } from './resolve-receiver.js'
import { namedBy } from './subjects.js'
import { withdrawalsOf } from './withdrawals.js'

const MEDIA_TYPE = 'application/secevent+jwt'
const TYPES = new Set(['secevent+jwt'])

/** Error codes of RFC 8935 §2.4. */
type ErrorCode = 'invalid_request' | 'invalid_key' | 'invalid_issuer' | 'invalid_audience'

// One text for each code: an answer tells no more than the code does.
const DESCRIPTIONS: Readonly<Record<ErrorCode, string>> = {
  invalid_request: 'The body is no SET that this receiver can act upon',
  invalid_key: 'The SET is signed by no key and no algorithm that this receiver takes',
  invalid_issuer: 'The SET is of an issuer that this receiver does not know',
  invalid_audience: 'The SET is for another receiver',
}

const CODES: Readonly<Partial<Record<RefusalReason, ErrorCode>>> = {
  untrusted_issuer: 'invalid_issuer',
  wrong_audience: 'invalid_audience',
  unsupported_algorithm: 'invalid_key',
  unknown_key: 'invalid_key',
  ambiguous_key: 'invalid_key',
  invalid_signature: 'invalid_key',
}

/**
 * Makes a receiver of Security Event Tokens that are pushed to it (RFC 8417, RFC 8935): CAEP's
 * `session-revoked`, and the other {@link EventType}s that `events` names, withdraw tokens.
 *
 * Answers 202 once a withdrawal is kept, 400 with an error of RFC 8935 to what is no good, and 503 where
 * it could not be kept, so that the sender tries again. What comes twice is done twice, to no effect:
 * what a token withdraws does not depend on when it comes. Not checked: an `Authorization` header, and
 * whether the request came over TLS. Throws a ConfigError.
 */
export function securityEventReceiver(options: SecurityEventReceiverOptions): EventReceiver {
  const receiver = resolveReceiver(options, ['events'])
  const wanted = resolveEvents(options.events)
  const withdrawals = (token: EventToken): readonly Revocation[] =>
    [...token.events].flatMap(([uri, event]) => {
      const type = wanted.get(uri)
      return type === undefined ? [] : withdrawalsBy(type, event, token, receiver)
    })
  const kind = { kind: 'secevent', types: TYPES, withdrawals } as const

  return makeReceiver(receiver, async ({ contentType, body }) => {
    const isText = typeof body === 'string' || body instanceof Uint8Array
    if (mediaTypeOf(contentType) !== MEDIA_TYPE || !isText) return refused('invalid_request')
    const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8')
    const failure = await receiveEvents(text, receiver, kind)
    if (failure === undefined) return emptyAnswer(202)
    if (failure === 'dependency_unavailable') return tryAgain()
    return refused(CODES[failure] ?? 'invalid_request')
  })
}

/** The kinds of events that withdraw, by URI; throws a ConfigError. */
function resolveEvents(given: unknown = ['session-revoked']): ReadonlyMap<string, EventType> {
  const names = textList('events', given)
  for (const name of names) assertOneOf('events', name, Object.keys(EVENT_URIS))
  return new Map(names.map((name) => [EVENT_URIS[name as EventType], name as EventType]))
}

function withdrawalsBy(
  type: EventType,
  event: JsonObject,
  { claims, issuedAt }: EventToken,
  { tokenIssuer: issuer, withdraw, rules }: ResolvedReceiver,
): readonly Revocation[] {
  const named = namedBy(claims['sub_id'] ?? event['subject'], issuer)
  const happened = optionalDate(event['event_timestamp'] ?? claims['toe'], 'event_timestamp')
  const before = happened ?? issuedAt
  // Otherwise tokens would be withdrawn that nobody has issued yet.
  if (before > rules.now() + Math.max(FUTURE_ALLOWANCE, rules.clockTolerance)) {
    throw new Refused('token_not_yet_valid', 'event_timestamp')
  }
  // All but this one are about an account, whatever session it was that told of it.
  const bySession = type === 'session-revoked'
  const about = bySession ? named : named.map(({ sessionId: _session, ...rest }) => rest)
  return withdrawalsOf(about, { issuer, withdraw, before })
}

function refused(err: ErrorCode): PlainAnswer {
  return jsonAnswer(400, { err, description: DESCRIPTIONS[err] }, { 'Content-Language': 'en' })
}
