import { channel } from 'node:diagnostics_channel'
import type { NotableMessage } from './notable.js'

/** A diagnostics channel that knows what is published on it. */
interface TypedChannel<Message> {
  readonly hasSubscribers: boolean
  publish(message: Message): void
}

/** `countersign:ledger`: how the ledger itself is. Nothing that it cannot keep is passed over in silence. */
export type LedgerMessage =
  | {
      readonly event: 'unavailable'
      /** Why the database cannot be written to; without values. */
      readonly error: string
    }
  | { readonly event: 'available' }
  | {
      /** Uses wait on disk. */
      readonly event: 'spooled'
      readonly uses: number
    }
  | {
      /** Uses that had waited on disk are in the database. */
      readonly event: 'drained'
      readonly uses: number
    }
  | {
      /** Uses, and nothing of them but their number, are gone. */
      readonly event: 'lost'
      readonly uses: number
      readonly error: string
    }
  | {
      /** More refused uses of one subject than are recorded in a minute. */
      readonly event: 'suppressed'
      readonly uses: number
    }
  | {
      /**
       * Something beside the record itself went wrong. `spool`: uses cannot wait on disk, and wait in memory.
       * `notifier`: `onNotable` has thrown. `retention`: what is old could not be removed.
       */
      readonly event: 'failed'
      readonly part: 'spool' | 'notifier' | 'retention'
      readonly error: string
    }

/** The names of the ledger's channels, for `diagnostics_channel.subscribe`. */
export const LEDGER_CHANNELS = {
  ledger: 'countersign:ledger',
  notable: 'countersign:notable',
} as const

export const LEDGER: TypedChannel<LedgerMessage> = channel(LEDGER_CHANNELS.ledger)
export const NOTABLE: TypedChannel<NotableMessage> = channel(LEDGER_CHANNELS.notable)
