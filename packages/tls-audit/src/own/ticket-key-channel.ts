import { channel } from 'node:diagnostics_channel'

/** What the channel `countersign:ticket-keys` of `node:diagnostics_channel` tells. No key is in it. */
export type TicketKeyMessage =
  | {
      readonly event: 'rotated'
      /** Whether these are the keys of every process. */
      readonly shared: boolean
    }
  | {
      /** The shared keys could not be had: the server uses keys of its own. */
      readonly event: 'failed'
      readonly error: unknown
    }

const TICKET_KEYS = channel('countersign:ticket-keys')

export function tell(message: TicketKeyMessage): void {
  if (TICKET_KEYS.hasSubscribers) TICKET_KEYS.publish(message)
}
