import { assertOptions, assertText, isRecord } from '../config/assert.js'

/** Who acts for the subject of a token (RFC 8693 §4.1). */
export interface TokenActor {
  /** The claim `sub` of the actor. */
  readonly subject: string
  /** The claim `client_id` of the actor. */
  readonly clientId?: string
  /** The claim `iss`, where somebody else names the actor. */
  readonly issuer?: string
  /** For whom this one acts in turn, at most four deep with this one. */
  readonly actor?: TokenActor
}

/** The claim `act`. */
export interface ActorClaim {
  readonly sub: string
  readonly client_id?: string
  readonly iss?: string
  readonly act?: ActorClaim
}

/** A chain of more services than that is a loop, or a way to make tokens grow. */
export const DEEPEST_ACTOR = 4

/** Throws a TypeError that names the option. */
export function actorClaim(option: string, actor: TokenActor, depth = 1): ActorClaim {
  assertOptions(option, actor, ['subject', 'clientId', 'issuer', 'actor'])
  const { subject, clientId, issuer, actor: inner } = actor
  if (depth > DEEPEST_ACTOR) throw new TypeError('"actor" must not be more than four deep')
  assertText(`${option}.subject`, subject)
  if (clientId !== undefined) assertText(`${option}.clientId`, clientId)
  if (issuer !== undefined) assertText(`${option}.issuer`, issuer)
  return {
    sub: subject,
    ...(clientId !== undefined && { client_id: clientId }),
    ...(issuer !== undefined && { iss: issuer }),
    ...(inner !== undefined && { act: actorClaim(`${option}.actor`, inner, depth + 1) }),
  }
}

/** How many actors a claim names, one in the other. */
export function actorDepth(act: unknown): number {
  let depth = 0
  for (let at = act; isRecord(at); at = at['act']) depth += 1
  return depth
}
