import type {
  ApprovalMessage,
  IssuerMessage,
  KeyRingMessage,
  LedgerMessage,
  NotableMessage,
  TicketKeyMessage,
} from './messages.js'
import { OTHER } from './bounds.js'
import type { Recorder } from './recorder.js'

export function recordLedger(recorder: Recorder, message: LedgerMessage): void {
  const { event, uses, part } = message
  if (uses !== undefined) {
    recorder.add('countersign.ledger.uses', { 'countersign.event': event }, uses)
  } else if (event === 'unavailable' || event === 'failed') {
    recorder.add('countersign.ledger.failures', { 'countersign.part': part ?? 'database' })
  }
}

export function recordNotable(recorder: Recorder, { kind }: NotableMessage): void {
  recorder.add('countersign.ledger.notable_uses', { 'countersign.kind': kind })
}

export function recordIssuer(recorder: Recorder, message: IssuerMessage): void {
  const { event, issuer, clientId, endpoint, code, reason } = message
  if (event === 'refresh_token_replayed') {
    recorder.add('countersign.grant.replays', {
      'countersign.issuer': issuer,
      'countersign.client_id': clientId,
    })
  } else if (event === 'refused') {
    recorder.add('countersign.grant.refusals', {
      'countersign.endpoint': endpoint,
      'countersign.code': code,
      'countersign.reason': reason,
    })
  } else if (event === 'failed') {
    recorder.add('countersign.endpoint.failures', {
      'countersign.endpoint': endpoint,
      'error.type': OTHER,
    })
  }
}

export function recordKeyRing(recorder: Recorder, { event, use, reason }: KeyRingMessage): void {
  recorder.add('countersign.key_ring.events', {
    'countersign.event': event,
    'countersign.key_use': use,
    'countersign.reason': reason,
  })
}

export function recordTicketKeys(recorder: Recorder, { event }: TicketKeyMessage): void {
  recorder.add('countersign.ticket_key.events', { 'countersign.event': event })
}

export function recordApproval(recorder: Recorder, message: ApprovalMessage): void {
  const { type, issuer, part, notifier, outcome } = message
  if (type === 'delivery') {
    recorder.add('countersign.approval.deliveries', {
      'countersign.notifier': notifier,
      'countersign.event': outcome,
    })
  } else if (type === 'failed') {
    recorder.add('countersign.approval.failures', {
      'countersign.part': part,
      'countersign.issuer': issuer,
    })
  }
}
