import { channel } from 'node:diagnostics_channel'
import type { Scheme } from './authentication.js'
import type { Reason } from './errors.js'
import type { Revocation } from './revocation/revocation-list.js'
import type { IssuerHealth } from './verifier-types.js'

/** A diagnostics channel that knows what is published on it. */
export interface TypedChannel<Message> {
  readonly hasSubscribers: boolean
  publish(message: Message): void
}

/** Who a verified token speaks for. Never the token itself. Claims that are no texts are left out. */
export interface TokenIdentity {
  readonly issuer: string
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly tokenId: string | undefined
  /** The `grant_id` claim, as the issuer signed it. */
  readonly grantId: string | undefined
  /** The `approval_id` claim, as the issuer signed it: the owner's decision that the token stems from. */
  readonly approvalId: string | undefined
  readonly scheme: Scheme
}

/** `countersign:verified`: a token was accepted. */
export interface VerifiedMessage extends TokenIdentity {
  readonly kind: 'jwt' | 'opaque'
  /** What the token is bound to, and its sender has proven. */
  readonly binding: BindingKind
  readonly expiresAt: number
  /** Milliseconds that the verification took; `undefined`: nobody listened when it began. */
  readonly duration: number | undefined
}

/**
 * `countersign:refused`: a request was refused, or could not be decided. Of requests without
 * credentials only the adapters tell: they know whether credentials were optional.
 */
export interface RefusedMessage {
  readonly reason: Reason
  readonly status: number
  /** The check that failed, in more words; for people. */
  readonly detail: string | undefined
  /**
   * Who was refused; only where the issuer stands for the token, by a signature that was verified or an
   * answer of its own, so that nobody can have entries made in the name of somebody else.
   */
  readonly identity: TokenIdentity | undefined
  /** Of the same token; `undefined`: no issuer stands for it. */
  readonly kind: 'jwt' | 'opaque' | undefined
  /** What it is bound to, whoever has sent it; `undefined`: no issuer stands for it, or its `cnf` is not understood. */
  readonly binding: BindingKind | undefined
  /**
   * Milliseconds that the verification took; `undefined`: nobody listened when it began, or there was none,
   * as where a policy refuses a verified token, or no credentials came.
   */
  readonly duration: number | undefined
}

/** `countersign:usage`: the answer to a request has ended. Published by the adapters. */
export interface UsageMessage {
  /** `refused` also where a check refused, and the application has answered with something else. */
  readonly decision: 'accepted' | 'refused' | 'anonymous'
  readonly reason: Reason | undefined
  readonly method: string
  /** Template of the matched route, never the raw path. */
  readonly route: string | undefined
  /** Of the answer; 499 where the connection was closed before any of it was sent. */
  readonly status: number
  /** Of the token, and so are the others up to `binding`: `undefined` where no issuer stands for it. */
  readonly issuer: string | undefined
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly tokenId: string | undefined
  readonly grantId: string | undefined
  readonly approvalId: string | undefined
  readonly scheme: Scheme | undefined
  readonly kind: 'jwt' | 'opaque' | undefined
  /** What the token is bound to; `undefined`: no token was verified, or its `cnf` is not understood. */
  readonly binding: BindingKind | undefined
  /** Milliseconds from the first look at the request to the end of its answer. */
  readonly duration: number
  /** Of the client, as the framework's proxy settings see it. */
  readonly remoteAddress: string | undefined
  /** As the client sent it, 512 characters at most. */
  readonly userAgent: string | undefined
  /** Of the connection, where it ended in this process. */
  readonly tls: ConnectionTls | undefined
}

/** By what a token is tied to its sender; `none`: a bearer token, whoever has it may use it. */
export type BindingKind = 'none' | 'dpop' | 'certificate' | 'dpop+certificate'

/** How a connection is encrypted. */
export interface ConnectionTls {
  /** Such as `TLSv1.3`. */
  readonly protocol: string
  /** Such as `TLS_AES_128_GCM_SHA256`: the name that RFCs use. */
  readonly cipher: string
}

/** `countersign:keys`: keys of an issuer were loaded, taken over, or could not be had. */
export interface KeysMessage {
  readonly issuer: string
  /** `restored`: by `importKeys`. `failed`: what was at hand before stays in use. */
  readonly event: 'loaded' | 'restored' | 'failed'
  /** As in `health()`. `stale` after a failure: the last known good keys are in use. */
  readonly state: IssuerHealth['state']
  /** Usable keys now at hand. */
  readonly keys: number
  /** Whether the set differs from the one before. */
  readonly changed: boolean
  /** Keys of the set that were left out, and why. */
  readonly skipped: readonly { readonly index: number; readonly problem: string }[]
  /** What went wrong; after `loaded`: on the way, and was got round. */
  readonly error: string | undefined
  /** Milliseconds that it took to fetch them, and to read them; `undefined` after `restored`. */
  readonly duration: number | undefined
}

/** `countersign:replay`: a proof came a second time, or a store could not tell. */
export type ReplayMessage = ProofReplayed | StoreUnavailable

/** A proof came a second time, and was refused. */
export interface ProofReplayed extends TokenIdentity {
  readonly event: 'replayed'
  /** The name that the store knows the proof by: a digest. */
  readonly key: string
}

/** A store could not tell whether a proof is new. */
export interface StoreUnavailable {
  readonly event: 'unavailable'
  /** The kind of store: `memory`, `redis` … */
  readonly store: string
  /** What became of the request: 503, or let in because the store was told to. */
  readonly decision: 'refused' | 'allowed'
  readonly error: string
}

/** `countersign:status`: a status list was fetched, could not be had, or was of no use. */
export interface StatusMessage {
  /** `skipped`: a token was let in unchecked, because `onUnavailable` says so. */
  readonly event: 'loaded' | 'failed' | 'skipped'
  /** Of the tokens. */
  readonly issuer: string
  /** Where the list is; without its query. */
  readonly list: string
  readonly error: string | undefined
}

/** `countersign:events`: a receiver has taken a security event or a logout token, or has not. */
export interface EventMessage {
  readonly kind: 'secevent' | 'logout'
  /** Whose events are received. */
  readonly issuer: string
  /** The `jti` of a token that was verified. */
  readonly id: string | undefined
  /** Why it was refused; `undefined`: it was accepted. */
  readonly reason: Reason | undefined
  /** How much was withdrawn. */
  readonly withdrawn: number
  readonly error: string | undefined
}

/** `countersign:revocation`: something was withdrawn, or a list has got, or lost, what it goes by. */
export type RevocationMessage =
  | RevocationWithdrawn
  | RevocationListLoaded
  | RevocationListRestored
  | RevocationListUnavailable

interface RevocationListEvent {
  /** The kind of list: `memory`, `redis` … */
  readonly list: string
}

/** This process was told to withdraw, and its list has kept that. */
export interface RevocationWithdrawn extends RevocationListEvent {
  readonly event: 'withdrawn'
  readonly revocation: Revocation
}

/** A list knows all that there is to know, for the first time or again. */
export interface RevocationListLoaded extends RevocationListEvent {
  readonly event: 'loaded'
  readonly entries: number
}

/** A list has written back what its store had lost. */
export interface RevocationListRestored extends RevocationListEvent {
  readonly event: 'restored'
  readonly entries: number
}

/** A list could not tell whether a token was withdrawn. */
export interface RevocationListUnavailable extends RevocationListEvent {
  readonly event: 'unavailable'
  /** What became of the request: 503, or let in because the list was told to. */
  readonly decision: 'refused' | 'allowed'
  readonly error: string
}

/** The names of our channels, for `diagnostics_channel.subscribe`. */
export const CHANNELS = {
  verified: 'countersign:verified',
  refused: 'countersign:refused',
  usage: 'countersign:usage',
  keys: 'countersign:keys',
  replay: 'countersign:replay',
  status: 'countersign:status',
  events: 'countersign:events',
  revocation: 'countersign:revocation',
} as const

export const VERIFIED: TypedChannel<VerifiedMessage> = channel(CHANNELS.verified)
export const REFUSED: TypedChannel<RefusedMessage> = channel(CHANNELS.refused)
export const USAGE: TypedChannel<UsageMessage> = channel(CHANNELS.usage)
export const KEYS: TypedChannel<KeysMessage> = channel(CHANNELS.keys)
export const REPLAY: TypedChannel<ReplayMessage> = channel(CHANNELS.replay)
export const STATUS: TypedChannel<StatusMessage> = channel(CHANNELS.status)
export const EVENTS: TypedChannel<EventMessage> = channel(CHANNELS.events)
export const REVOCATION: TypedChannel<RevocationMessage> = channel(CHANNELS.revocation)
