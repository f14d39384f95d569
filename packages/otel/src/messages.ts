// What is read of the messages of rooms that this one does not depend on. A test holds them against the real ones.

export interface LedgerMessage {
  readonly event: string
  readonly uses?: number
  readonly part?: string
}

export interface NotableMessage {
  readonly kind: string
}

export interface IssuerMessage {
  readonly event: string
  readonly issuer: string
  readonly clientId?: string
  readonly endpoint?: string
  readonly code?: string
  readonly reason?: string
}

export interface KeyRingMessage {
  readonly event: string
  readonly use: string
  readonly reason: string | undefined
}

export interface TicketKeyMessage {
  readonly event: string
}

export interface ApprovalMessage {
  readonly type: string
  readonly issuer?: string | undefined
  readonly part?: string
  readonly notifier?: string
  readonly outcome?: string
}
