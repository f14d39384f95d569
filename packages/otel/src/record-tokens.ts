import type { KeysMessage, ReplayMessage, UsageMessage } from '@countersign/core'
import { OTHER } from './bounds.js'
import { isOfPolicy, outcomeOf, tokenOf, type VerificationMessage, whoseOf } from './outcome.js'
import type { Recorder } from './recorder.js'

export function recordVerification(recorder: Recorder, message: VerificationMessage): void {
  const outcome = outcomeOf(message)
  const whose = whoseOf(message)
  if (isOfPolicy(message)) {
    const reason = outcome['countersign.reason']
    recorder.add('countersign.policy.refusals', { 'countersign.reason': reason, ...whose })
    return
  }
  recorder.add('countersign.verifications', { ...outcome, ...tokenOf(message), ...whose })
  recorder.time(
    'countersign.verification.duration',
    {
      'countersign.outcome': outcome['countersign.outcome'],
      'countersign.binding': message.binding,
      'error.type': outcome['error.type'],
    },
    message.duration,
  )
}

export function recordUsage(recorder: Recorder, message: UsageMessage): void {
  const { decision, method, route, status, duration } = message
  recorder.time(
    'countersign.usage.duration',
    {
      'countersign.decision': decision,
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      // What the conventions ask for: a client's fault is none of the server's.
      'error.type': status >= 500 && status <= 599 ? String(status) : undefined,
    },
    duration,
  )
}

export function recordReplay(recorder: Recorder, message: ReplayMessage): void {
  if (message.event === 'replayed') {
    const { issuer, clientId } = message
    recorder.add('countersign.proof.replays', {
      'countersign.issuer': issuer,
      'countersign.client_id': clientId,
    })
  } else {
    const { store, decision } = message
    recorder.add('countersign.replay_store.failures', {
      'countersign.store': store,
      'countersign.decision': decision,
    })
  }
}

export function recordKeys(recorder: Recorder, message: KeysMessage): void {
  const { event, issuer, duration } = message
  const attributes = {
    'countersign.event': event,
    'countersign.issuer': issuer,
    'error.type': event === 'failed' ? OTHER : undefined,
  }
  recorder.add('countersign.key_set.refreshes', attributes)
  recorder.time('countersign.key_set.refresh.duration', attributes, duration)
}
