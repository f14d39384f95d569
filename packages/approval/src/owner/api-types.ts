import type { ApprovalPhase, Origin } from '../approval.js'
import type { HistoryKind } from '../directory/directory.js'
import type { NotableKind } from '@countersign/ledger'

/**
 * What the owner's page and the server tell each other: JSON, below `owner/api/` of the issuer. Times are
 * milliseconds since the epoch. All but `pair` and `sign-in` need the cookie of a session, and are a 401
 * `{ error: 'signed_out' }` without it; what changes something needs `Content-Type: application/json` and the
 * page's own origin. Errors are `{ error: string }`, from `OwnerErrorCode`, with a 4xx or 503.
 *
 * | method, path                  | asks                                        | answers            |
 * | ----------------------------- | ------------------------------------------- | ------------------ |
 * | POST pair/start               | { code }                                    | PairingView        |
 * | POST pair/finish              | { code, name, credential, subscription? }   | SessionView        |
 * | POST sign-in/start            | {}                                          | { options, ticket }|
 * | POST sign-in/finish           | { ticket, credential }                      | SessionView        |
 * | POST sign-out                 | {}                                          | 204                |
 * | GET session                   |                                             | SessionView        |
 * | GET approvals[?before=]       |                                             | ApprovalsView      |
 * | GET approvals/ID              |                                             | ApprovalView       |
 * | POST approvals/ID/challenge   | { scopes, lifetime, number? }               | { options }        |
 * | POST approvals/ID/approve     | { credential }                              | ApprovalView       |
 * | POST approvals/ID/deny        | { block?: 'day' or 'forever' }              | ApprovalView       |
 * | POST approvals/ID/stop        | {}                                          | ApprovalView       |
 * | GET approvals/ID/uses[?cursor=] |                                           | UsesView           |
 * | GET approvals/ID/summary      |                                             | SummaryView        |
 * | GET events                    |                                             | Server-Sent Events |
 * | GET devices                   |                                             | DeviceView[]       |
 * | POST devices/invite/challenge | {}                                          | { options }        |
 * | POST devices/invite           | { credential }                              | InvitationView     |
 * | POST devices/ID/rename        | { name }                                    | DeviceView         |
 * | POST devices/ID/challenge     | {}  (to remove it)                          | { options }        |
 * | POST devices/ID/remove        | { credential, evenLast? }                   | 204                |
 * | PUT devices/current/subscription | { subscription or null }                 | 204                |
 * | GET blocks                    |                                             | BlockView[]        |
 * | POST blocks/remove            | { clientId }                                | 204                |
 * | POST user-code/challenge      | {}                                          | { options }        |
 * | PUT user-code                 | { code or null, credential }                | 204                |
 * | GET history[?before=]         |                                             | HistoryView        |
 * | GET export                    |                                             | NDJSON of uses     |
 *
 * `events` sends `event: approvals` with `data: {"id": …}` when something about an approval has changed, and
 * `event: use` with a UseView and its sequence as `id`; `Last-Event-ID` goes on behind it. A comment every 15 s.
 */
export interface SessionView {
  readonly service: string
  readonly name: string | undefined
  readonly device: { readonly id: string; readonly name: string }
  /** For `pushManager.subscribe`; `undefined`: there is no web push. */
  readonly vapidPublicKey: string | undefined
  readonly subscribed: boolean
  readonly userCodeSet: boolean
}

export interface PairingView {
  readonly service: string
  readonly name: string | undefined
  readonly vapidPublicKey: string | undefined
  /** PublicKeyCredentialCreationOptionsJSON */
  readonly options: object
}

export interface ClientView {
  readonly id: string
  readonly name: string
  readonly verified: boolean
  readonly website: string | undefined
  /** Path on the page's own origin. */
  readonly logo: string | undefined
}

export interface ScopeView {
  readonly scope: string
  /** In words. */
  readonly text: string
}

export interface ApprovalItem {
  readonly id: string
  readonly phase: ApprovalPhase
  readonly client: ClientView
  readonly resource: string
  readonly askedAt: number
  /** Until when it can be answered. */
  readonly expiresAt: number
  readonly decidedAt: number | undefined
  readonly tokenExpiresAt: number | undefined
  readonly stoppedAt: number | undefined
}

export interface ApprovalsView {
  /** Time of the server, to count down by. */
  readonly now: number
  readonly waiting: readonly ApprovalItem[]
  readonly active: readonly ApprovalItem[]
  readonly past: readonly ApprovalItem[]
  readonly next: string | undefined
}

export interface ApprovalView extends ApprovalItem {
  readonly now: number
  readonly scopes: readonly ScopeView[]
  /** Those of the scopes that were granted. */
  readonly granted: readonly string[] | undefined
  readonly resourceIndicator: string
  readonly authorizationDetails: readonly object[]
  readonly bindingMessage: string | undefined
  readonly offline: boolean
  /** Seconds, as wished for, and the choices that the owner has. */
  readonly lifetime: number
  readonly lifetimes: readonly number[]
  readonly grantedLifetime: number | undefined
  readonly numberMatching: boolean
  readonly origin: Origin
  readonly firstTime: boolean
  /** Uses of the owner's tokens by this client before; `undefined`: the record cannot be asked. */
  readonly earlierUses: { readonly uses: number; readonly last: number | undefined } | undefined
  readonly earlier: readonly {
    readonly decision: 'approved' | 'denied'
    readonly at: number
  }[]
  readonly decidedBy: string | undefined
}

export interface UseView {
  readonly sequence: number
  readonly at: number
  readonly approval: string | undefined
  readonly service: string | undefined
  readonly method: string | undefined
  readonly route: string | undefined
  readonly status: number | undefined
  readonly decision: 'accepted' | 'refused'
  readonly reason: string | undefined
  readonly network: string | undefined
  readonly agent: string | undefined
  readonly notable: readonly NotableKind[]
}

export interface UsesView {
  /** The newest first. */
  readonly uses: readonly UseView[]
  readonly next: string | undefined
}

export interface SummaryView {
  readonly uses: number
  readonly accepted: number
  readonly refused: number
  readonly first: number | undefined
  readonly last: number | undefined
  readonly routes: readonly {
    readonly method: string | undefined
    readonly route: string | undefined
    readonly uses: number
  }[]
  readonly refusals: readonly { readonly reason: string; readonly uses: number }[]
}

export interface DeviceView {
  readonly id: string
  readonly name: string
  readonly pairedAt: number
  readonly lastUsedAt: number | undefined
  readonly current: boolean
  readonly subscribed: boolean
}

export interface InvitationView {
  /** To type in: `XXXX-XXXX-XXXX`. */
  readonly code: string
  readonly url: string
  /** An SVG of the url as a QR code: black on white, without scripts. */
  readonly qr: string
  readonly expiresAt: number
}

export interface BlockView {
  readonly client: ClientView
  readonly at: number
  readonly until: number | undefined
}

export interface HistoryView {
  readonly events: readonly {
    readonly at: number
    readonly kind: HistoryKind
    readonly device: string | undefined
    readonly client: string | undefined
    readonly approvalId: string | undefined
    readonly detail: string | undefined
    readonly network: string | undefined
  }[]
  readonly next: string | undefined
}

export type OwnerErrorCode =
  | 'signed_out'
  | 'bad_request'
  | 'wrong_origin'
  | 'not_found'
  | 'too_large'
  | 'too_many_tries'
  /** The code of a pairing is wrong, used, or too old. */
  | 'bad_code'
  /** The passkey was not shown, is of somebody else, or answers another question. */
  | 'bad_passkey'
  | 'device_known'
  | 'too_many_devices'
  | 'last_device'
  | 'bad_name'
  | 'bad_subscription'
  | 'decided'
  | 'expired'
  | 'out_of_bounds'
  | 'wrong_number'
  | 'too_many_wrong_numbers'
  | 'nothing_to_stop'
  | 'unavailable'
