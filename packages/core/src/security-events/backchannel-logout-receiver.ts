import { assertOneOf } from '../config/assert.js'
import type { PlainAnswer } from '../protected-resource.js'
import { Refused } from '../refused.js'
import type { Revocation } from '../revocation/revocation-list.js'
import type { JsonObject } from '../token/strict-json.js'
import { emptyAnswer, jsonAnswer } from './answers.js'
import type { Delivery, EventReceiver } from './event-receiver.js'
import type { EventToken } from './event-token.js'
import { LOGOUT_EVENT } from './event-types.js'
import { makeReceiver } from './make-receiver.js'
import { mediaTypeOf } from './media-type.js'
import { receiveEvents } from './receive-events.js'
import type { BackchannelLogoutReceiverOptions } from './receiver-options.js'
import { type ResolvedReceiver, resolveReceiver } from './resolve-receiver.js'
import { withdrawalsOf } from './withdrawals.js'

const MEDIA_TYPE = 'application/x-www-form-urlencoded'
const STRICT = new Set<string | undefined>(['logout+jwt'])
const LENIENT = new Set<string | undefined>(['logout+jwt', 'jwt', undefined])

/**
 * Makes a receiver of logout tokens (OpenID Connect Back-Channel Logout 1.0): the provider posts one
 * when somebody logs out, and the tokens of that session, or of that subject, are withdrawn.
 *
 * `audience` is the client that has logged them in. Answers 200 once the withdrawal is kept, and 400
 * otherwise, also where only the list failed: §2.8 has no other answer. What comes twice is done twice,
 * to no effect. Throws a ConfigError.
 */
export function backchannelLogoutReceiver(
  options: BackchannelLogoutReceiverOptions,
): EventReceiver {
  const receiver = resolveReceiver(options, ['tokenType'])
  const { tokenType = 'logout+jwt' } = options
  assertOneOf('tokenType', tokenType, ['logout+jwt', 'jwt'])
  const kind = {
    kind: 'logout',
    types: tokenType === 'jwt' ? LENIENT : STRICT,
    withdrawals: (token: EventToken) => withdrawalsBy(token, receiver),
  } as const

  return makeReceiver(receiver, async (delivery) => {
    const text = logoutTokenOf(delivery)
    if (text === undefined) return refused('invalid_request', 'There is not one logout_token')
    const failure = await receiveEvents(text, receiver, kind)
    if (failure === undefined) return emptyAnswer(200)
    if (failure === 'dependency_unavailable') {
      return refused('temporarily_unavailable', 'The logout could not be kept, or not be checked')
    }
    return refused('invalid_request', 'The logout token is not valid here')
  })
}

/** Of a form, as it was sent or as it was parsed: exactly one. */
function logoutTokenOf({ contentType, body }: Delivery): string | undefined {
  if (mediaTypeOf(contentType) !== MEDIA_TYPE) return undefined
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const form = typeof body === 'string' ? body : Buffer.from(body).toString('utf8')
    const [token, ...others] = new URLSearchParams(form).getAll('logout_token')
    return others.length === 0 ? token : undefined
  }
  const token = Object.hasOwn(body, 'logout_token') ? body['logout_token'] : undefined
  return typeof token === 'string' ? token : undefined
}

/** Back-Channel Logout §2.4, §2.6. */
function withdrawalsBy(
  { claims, events, until, issuedAt }: EventToken,
  { tokenIssuer: issuer, withdraw }: ResolvedReceiver,
): readonly Revocation[] {
  if (until === undefined) throw new Refused('missing_claim', 'exp')
  if (!events.has(LOGOUT_EVENT)) throw new Refused('missing_claim', 'events')
  // An ID token has one, and must not do for a logout token.
  if (claims['nonce'] !== undefined) throw new Refused('id_token', 'nonce')
  const [sessionId, subject] = [optionalText(claims, 'sid'), optionalText(claims, 'sub')]
  if (sessionId === undefined && subject === undefined) throw new Refused('missing_claim', 'sub')
  const named = [{ ...(sessionId && { sessionId }), ...(subject && { subject }) }]
  return withdrawalsOf(named, { issuer, withdraw, before: issuedAt })
}

function optionalText(claims: JsonObject, name: string): string | undefined {
  const value = claims[name]
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new Refused('malformed_claim', name)
}

function refused(error: string, description: string): PlainAnswer {
  return jsonAnswer(400, { error, error_description: description })
}
