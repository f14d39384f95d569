import { EVENTS, type EventMessage } from '../channels.js'
import type { Reason } from '../errors.js'
import { inTime } from '../in-time.js'
import { Refused } from '../refused.js'
import type { Revocation } from '../revocation/revocation-list.js'
import { type EventToken, readEventToken } from './event-token.js'
import type { ResolvedReceiver } from './resolve-receiver.js'

/** Seconds that a list, and the application, may take. */
const TIMEOUT = 5

/** What a receiver does with a token, beside what all of them do. */
export interface EventKind {
  readonly kind: 'secevent' | 'logout'
  readonly types: ReadonlySet<string | undefined>
  /** What a token withdraws; throws Refused. */
  readonly withdrawals: (token: EventToken) => readonly Revocation[]
}

/** How it ended: why it was refused, or that we could not keep it; `undefined`: it was accepted. */
export type Failure = Reason | undefined

/** Verifies a token, withdraws what it says, and tells the application. Never rejects. */
export async function receiveEvents(
  text: string,
  { rules, list, onEvent }: ResolvedReceiver,
  { kind, types, withdrawals }: EventKind,
): Promise<Failure> {
  const { issuer } = rules
  let token: EventToken | undefined
  try {
    token = await readEventToken(text, { ...rules, types })
    const { id, claims } = token
    // All of it is looked at before any of it is done.
    const withdrawn = Object.freeze([...withdrawals(token)])
    for (const revocation of withdrawn) await inTime(TIMEOUT, list.revoke(revocation))
    await inTime(TIMEOUT, onEvent?.(Object.freeze({ issuer, id, claims, withdrawn })))
    tell({ kind, issuer, id, reason: undefined, withdrawn: withdrawn.length, error: undefined })
    return undefined
  } catch (error) {
    const reason = error instanceof Refused ? error.reason : 'dependency_unavailable'
    const message = error instanceof Error ? error.message : 'failed'
    tell({ kind, issuer, id: token?.id, reason, withdrawn: 0, error: message })
    return reason
  }
}

/** Tells `countersign:events`. */
function tell(message: EventMessage): void {
  if (EVENTS.hasSubscribers) EVENTS.publish(message)
}
