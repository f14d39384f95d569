import type { JSONWebKeySet, JWTPayload } from 'jose'
import type { Algorithm } from '../algorithms.js'
import type { Revocation, RevocationList } from '../revocation/revocation-list.js'
import type { EventType } from './event-types.js'

/** An event that was accepted, with what was withdrawn on account of it. */
export interface ReceivedEvent {
  readonly issuer: string
  /** Its `jti`: the same event may come, and be told, more than once. */
  readonly id: string
  /** Every claim, as the issuer signed it. Frozen. */
  readonly claims: JWTPayload
  /** Empty where the event is of no kind that withdraws. */
  readonly withdrawn: readonly Revocation[]
}

/** What both kinds of receivers are made of. An unknown option throws a {@link ConfigError}. */
export interface EventReceiverOptions {
  /** Who sends the events, compared with `iss` byte for byte. Required. */
  issuer: string
  /** Identifiers of this receiver; an event must name one of them in `aud`. Required. */
  audience: string | readonly string[]
  /** Where withdrawals go: the list that a verifier asks. Required. */
  list: Pick<RevocationList, 'revoke'>
  /** The issuer's keys: static ones, or their URL. Default: found by discovery (RFC 8414, then OpenID). */
  keys?: JSONWebKeySet | URL
  /** Default {@link ALL_ALGORITHMS}. */
  algorithms?: readonly Algorithm[]
  /**
   * Whose tokens are withdrawn, where that is not the sender of the events. Nobody else's ever are.
   * Default: `issuer`.
   */
  tokenIssuer?: string
  /**
   * `session`: where an event names a session, the tokens with that `sid`. `subject`: the tokens that
   * its subject was given until then as well, for issuers whose access tokens have no `sid`; an event
   * without a subject is then refused. Default `session`.
   */
  withdraw?: 'session' | 'subject'
  /**
   * Told of each event once its withdrawals are kept, with 5 seconds to end. If it throws, the sender
   * is asked to try again.
   */
  onEvent?: (event: ReceivedEvent) => void | Promise<void>
  /** Seconds of clock difference forgiven. Default 5, 0 to 600. */
  clockTolerance?: number
  /** Longest body, in bytes. Default 65 536, at most 1 048 576. */
  maxBytes?: number
  /** Used for discovery and keys. */
  fetch?: typeof fetch
  /** Milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number
}

/** Options of {@link securityEventReceiver}. */
export interface SecurityEventReceiverOptions extends EventReceiverOptions {
  /** Kinds of events that withdraw; others are accepted without effect. Default `session-revoked`. */
  events?: readonly EventType[]
}

/** Options of {@link backchannelLogoutReceiver}. */
export interface BackchannelLogoutReceiverOptions extends EventReceiverOptions {
  /** Default `logout+jwt`. `jwt` also takes `JWT` or no `typ`, for providers of before the final text. */
  tokenType?: 'logout+jwt' | 'jwt'
}
