import type { EventMessage, Revocation, RevocationMessage, StatusMessage } from '@countersign/core'
import { OTHER } from './bounds.js'
import { UNAVAILABLE } from './outcome.js'
import type { Recorder } from './recorder.js'

export function recordRevocation(recorder: Recorder, message: RevocationMessage): void {
  const { list } = message
  if (message.event === 'withdrawn') {
    const kind = kindOf(message.revocation)
    recorder.add('countersign.revocations', { 'countersign.list': list, 'countersign.kind': kind })
  } else if (message.event === 'unavailable') {
    const { decision } = message
    recorder.add('countersign.revocation_list.failures', {
      'countersign.list': list,
      'countersign.decision': decision,
    })
  } else {
    const { event } = message
    recorder.add('countersign.revocation_list.loads', {
      'countersign.list': list,
      'countersign.event': event,
    })
  }
}

/** What it is about, and never whom. */
function kindOf(revocation: Revocation): string {
  if ('tokenId' in revocation) return 'token'
  if ('grantId' in revocation) return 'grant'
  if ('sessionId' in revocation) return 'session'
  if (revocation.subject === undefined) return 'client'
  return revocation.clientId === undefined ? 'subject' : 'subject+client'
}

export function recordStatusList(recorder: Recorder, message: StatusMessage): void {
  const { event, issuer } = message
  recorder.add('countersign.status_list.events', {
    'countersign.event': event,
    'countersign.issuer': issuer,
    'error.type': event === 'failed' ? OTHER : undefined,
  })
}

export function recordSecurityEvent(recorder: Recorder, message: EventMessage): void {
  const { kind, issuer, reason, withdrawn } = message
  const whose = { 'countersign.kind': kind, 'countersign.issuer': issuer }
  const hasFailed = reason === UNAVAILABLE
  recorder.add('countersign.security_events', {
    ...whose,
    'countersign.outcome': hasFailed ? 'failed' : reason === undefined ? 'accepted' : 'refused',
    'countersign.reason': reason,
    'error.type': hasFailed ? reason : undefined,
  })
  recorder.add('countersign.security_event.withdrawals', whose, withdrawn)
}
