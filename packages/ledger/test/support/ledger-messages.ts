import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { onTestFinished } from 'vitest'
import { LEDGER_CHANNELS, type LedgerMessage } from '../../src/channels.js'

/** What is told on `countersign:ledger` during a test. */
export function ledgerMessages(): LedgerMessage[] {
  const messages: LedgerMessage[] = []
  const listen = (message: unknown): void => void messages.push(message as LedgerMessage)
  subscribe(LEDGER_CHANNELS.ledger, listen)
  onTestFinished(() => void unsubscribe(LEDGER_CHANNELS.ledger, listen))
  return messages
}

/** How many uses an event was told of. */
export function usesTold(
  messages: readonly LedgerMessage[],
  event: LedgerMessage['event'],
): number {
  return messages
    .filter((message) => message.event === event)
    .reduce((sum, message) => sum + ('uses' in message ? message.uses : 0), 0)
}
