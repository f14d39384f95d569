import { isRecord } from '../config/assert.js'
import { GrantError } from '../grant-error.js'
import { actorDepth, DEEPEST_ACTOR, type TokenActor } from '../tokens/actor.js'
import type { TokenClaims } from '../tokens/token-claims.js'

/**
 * Who acts in the new token: the subject of the actor token, or the client, and inside of it whoever
 * acted before (RFC 8693 §4.1). A chain is never cut, so that the last service sees all of it.
 */
export function actingFor(
  subject: TokenClaims,
  actor: TokenClaims | undefined,
  clientId: string,
): TokenActor {
  const current = actor
    ? { subject: actor.sub, clientId: actor.client_id }
    : { subject: clientId, clientId }
  assertMayAct(subject['may_act'], current)
  const { act } = subject
  if (actorDepth(act) >= DEEPEST_ACTOR) throw new GrantError('actors_too_many')
  return act === undefined ? current : { ...current, actor: actorOf(act) }
}

/** A subject token may say who alone may act with it (RFC 8693 §4.4). */
function assertMayAct(mayAct: unknown, { subject, clientId }: TokenActor): void {
  if (mayAct === undefined) return
  const { sub, client_id: client, ...others } = isRecord(mayAct) ? mayAct : {}
  const isSame =
    (sub !== undefined || client !== undefined) &&
    (sub === undefined || sub === subject) &&
    (client === undefined || client === clientId)
  // A member that we do not know may say that it is somebody else.
  if (!isSame || Object.keys(others).length > 0) throw new GrantError('actor_refused')
}

function actorOf(act: unknown): TokenActor {
  if (!isRecord(act) || typeof act['sub'] !== 'string')
    throw new GrantError('subject_token_invalid')
  const { sub, client_id: clientId, iss: issuer, act: inner } = act
  return {
    subject: sub,
    ...(typeof clientId === 'string' && { clientId }),
    ...(typeof issuer === 'string' && { issuer }),
    ...(inner !== undefined && { actor: actorOf(inner) }),
  }
}
