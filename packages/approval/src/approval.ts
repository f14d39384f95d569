/** Where a request came from, as far as the server can tell. */
export interface Origin {
  /** Address of who has sent it, as the proxy settings see it. */
  readonly address: string | undefined
  /** 24 bits of an IPv4 and 48 of an IPv6 address. */
  readonly network: string | undefined
  /** Printable, at most 256 characters. */
  readonly userAgent: string | undefined
}

/** What a client asks for, apart from who it asks. */
export interface Wish {
  /** Without `openid` and `offline_access`; in the order of the request. */
  readonly scopes: readonly string[]
  readonly resource: string
  /** Seconds that a token is to live. */
  readonly lifetime: number
  /** RFC 9396, as it came; empty if there are none. */
  readonly authorizationDetails: readonly object[]
  readonly bindingMessage: string | undefined
  /** Whether it wants refresh tokens, and may have them. */
  readonly offline: boolean
}

/** What the owner said yes to: never more than the wish. */
export interface Granted {
  /** A subset, not empty. */
  readonly scopes: readonly string[]
  /** Seconds, at most what was wished for. */
  readonly lifetime: number
}

/** A request for access, and what became of it. Times are milliseconds since the epoch. */
export interface Approval {
  /** 22 characters, base64url. It is in tokens, as `approval_id` and `grant_id`, and decides nothing. */
  readonly id: string
  readonly subject: string
  readonly clientId: string
  readonly wish: Wish
  readonly origin: Origin
  readonly askedAt: number
  /** Until when it can be answered. */
  readonly expiresAt: number
  readonly decision: 'approved' | 'denied' | undefined
  readonly decidedAt: number | undefined
  /** Id of the device; it may be gone by now. */
  readonly decidedBy: string | undefined
  readonly granted: Granted | undefined
  /** When the client fetched its first token. */
  readonly issuedAt: number | undefined
  /** Until when the last token is good. */
  readonly tokenExpiresAt: number | undefined
  readonly stoppedAt: number | undefined
}

/**
 * `waiting` for an answer; `unanswered`, and too late; `denied`; `approved`, with no token fetched yet; `active`;
 * `ended` by expiry; `stopped` by the owner.
 */
export type ApprovalPhase =
  | 'waiting'
  | 'unanswered'
  | 'denied'
  | 'approved'
  | 'active'
  | 'ended'
  | 'stopped'

/** What an approval has come to by `now`, in milliseconds. */
export function phaseOf(approval: Approval, now: number): ApprovalPhase {
  const { decision, stoppedAt, expiresAt, tokenExpiresAt } = approval
  if (stoppedAt !== undefined) return 'stopped'
  if (decision === 'denied') return 'denied'
  if (decision === undefined) return now < expiresAt ? 'waiting' : 'unanswered'
  // A client may fetch its token until the request's own time is over.
  if (tokenExpiresAt === undefined) return now < expiresAt ? 'approved' : 'ended'
  return now < tokenExpiresAt ? 'active' : 'ended'
}
