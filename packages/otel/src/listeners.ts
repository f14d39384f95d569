import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type {
  CHANNELS,
  EventMessage,
  KeysMessage,
  RefusedMessage,
  ReplayMessage,
  RevocationMessage,
  StatusMessage,
  UsageMessage,
  VerifiedMessage,
} from '@countersign/core'
import type {
  ApprovalMessage,
  IssuerMessage,
  KeyRingMessage,
  LedgerMessage,
  NotableMessage,
  TicketKeyMessage,
} from './messages.js'
import { quietly } from './quietly.js'
import {
  recordApproval,
  recordIssuer,
  recordKeyRing,
  recordLedger,
  recordNotable,
  recordTicketKeys,
} from './record-rooms.js'
import { recordKeys, recordReplay, recordUsage, recordVerification } from './record-tokens.js'
import { recordRevocation, recordSecurityEvent, recordStatusList } from './record-withdrawals.js'
import type { Recorder } from './recorder.js'
import type { Spans } from './spans.js'

/** What is published where. */
interface Messages {
  'countersign:verified': VerifiedMessage
  'countersign:refused': RefusedMessage
  'countersign:usage': UsageMessage
  'countersign:keys': KeysMessage
  'countersign:replay': ReplayMessage
  'countersign:revocation': RevocationMessage
  'countersign:status': StatusMessage
  'countersign:events': EventMessage
  'countersign:ledger': LedgerMessage
  'countersign:notable': NotableMessage
  'countersign:issuer': IssuerMessage
  'countersign:key-ring': KeyRingMessage
  'countersign:ticket-keys': TicketKeyMessage
  'countersign:approval': ApprovalMessage
}

/** None of the core's may be missing. */
type Channel = keyof Messages | (typeof CHANNELS)[keyof typeof CHANNELS]

type Listeners = { readonly [Name in Channel]: (message: Messages[Name]) => void }

function listenersOf(recorder: Recorder, spans: Spans | undefined): Listeners {
  const ofVerification = (message: VerifiedMessage | RefusedMessage): void => {
    recordVerification(recorder, message)
    spans?.verification(message)
  }
  return {
    'countersign:verified': ofVerification,
    'countersign:refused': ofVerification,
    'countersign:usage': (message) => recordUsage(recorder, message),
    'countersign:keys': (message) => {
      recordKeys(recorder, message)
      spans?.keys(message)
    },
    'countersign:replay': (message) => recordReplay(recorder, message),
    'countersign:revocation': (message) => recordRevocation(recorder, message),
    'countersign:status': (message) => recordStatusList(recorder, message),
    'countersign:events': (message) => recordSecurityEvent(recorder, message),
    'countersign:ledger': (message) => recordLedger(recorder, message),
    'countersign:notable': (message) => recordNotable(recorder, message),
    'countersign:issuer': (message) => recordIssuer(recorder, message),
    'countersign:key-ring': (message) => recordKeyRing(recorder, message),
    'countersign:ticket-keys': (message) => recordTicketKeys(recorder, message),
    'countersign:approval': (message) => recordApproval(recorder, message),
  }
}

/** What listening needs. */
export interface ListenOptions {
  readonly recorder: Recorder
  /** `undefined`: none are made. */
  readonly spans: Spans | undefined
  /** Whether to listen to `countersign:usage`. */
  readonly usage: boolean
}

/** Listens to every channel, and gives back how to stop. */
export function listen({ recorder, spans, usage }: ListenOptions): () => void {
  const subscribed = Object.entries(listenersOf(recorder, spans))
    .filter(([name]) => usage || name !== 'countersign:usage')
    .map(([name, listener]) => {
      // What a listener throws would end the process.
      const onMessage = (message: unknown): void =>
        quietly(`what listens to ${name}`, () => (listener as (message: unknown) => void)(message))
      subscribe(name, onMessage)
      return [name, onMessage] as const
    })
  return () => {
    for (const [name, onMessage] of subscribed) unsubscribe(name, onMessage)
  }
}
