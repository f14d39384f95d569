import { channel } from 'node:diagnostics_channel'
import type { EndpointName } from './endpoints/endpoint-options.js'
import type { GrantErrorCode, GrantErrorReason } from './grant-error.js'

/** Somebody used a refresh token that had been used: the client, or a thief. The grant is revoked. */
export interface ReplayedMessage {
  readonly event: 'refresh_token_replayed'
  readonly issuer: string
  readonly grantId: string
  readonly clientId: string
  readonly subject: string
}

/** A request was answered 503, because something of ours, or a store, failed. */
export interface FailedMessage {
  readonly event: 'failed'
  /** Of a `jwksEndpoint`: its `jwksUri`. */
  readonly issuer: string
  readonly endpoint: EndpointName
  readonly error: unknown
}

/** A grant was refused at an endpoint, for a reason that the client is not always told. */
export interface RefusedMessage {
  readonly event: 'refused'
  readonly issuer: string
  readonly endpoint: EndpointName
  /** Authenticated, unless it is a public one. */
  readonly clientId: string
  readonly code: GrantErrorCode
  readonly reason: GrantErrorReason
}

/** What the channel `countersign:issuer` of `node:diagnostics_channel` tells. */
export type IssuerMessage = ReplayedMessage | RefusedMessage | FailedMessage

const ISSUER = channel('countersign:issuer')

export function tell(message: IssuerMessage): void {
  if (ISSUER.hasSubscribers) ISSUER.publish(message)
}

export function tellReplay(
  issuer: string,
  grantId: string,
  { clientId, subject }: { readonly clientId: string; readonly subject: string },
): void {
  tell({ event: 'refresh_token_replayed', issuer, grantId, clientId, subject })
}
