import type { APPROVAL_CHANNEL } from '@countersign/approval'
import type { KEY_RING_CHANNEL } from '@countersign/issuer'
import type { LEDGER_CHANNELS } from '@countersign/ledger'

interface OtherChannels {
  readonly ledger: (typeof LEDGER_CHANNELS)['ledger']
  readonly notable: (typeof LEDGER_CHANNELS)['notable']
  readonly issuer: 'countersign:issuer'
  readonly keyRing: typeof KEY_RING_CHANNEL
  readonly ticketKeys: 'countersign:ticket-keys'
  readonly approval: typeof APPROVAL_CHANNEL
}

/** Those that are not the core's, held to their names by types: to load those rooms takes seconds. */
export const OTHER_CHANNELS: OtherChannels = {
  ledger: 'countersign:ledger',
  notable: 'countersign:notable',
  issuer: 'countersign:issuer',
  keyRing: 'countersign:key-ring',
  ticketKeys: 'countersign:ticket-keys',
  approval: 'countersign:approval',
}
