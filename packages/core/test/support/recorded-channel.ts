import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { CHANNELS } from '../../src/index.js'

/** What was published on a channel of ours since it was opened. */
export interface RecordedChannel<Message> {
  readonly messages: Message[]
  /** Waits for the next message. */
  next(): Promise<Message>
  close(): void
}

/** Listens to a channel; whoever opens it closes it. */
export function recordChannel<Message>(
  name: (typeof CHANNELS)[keyof typeof CHANNELS],
): RecordedChannel<Message> {
  const messages: Message[] = []
  const waiting: ((message: Message) => void)[] = []
  const listen = (message: unknown): void => {
    messages.push(message as Message)
    for (const wake of waiting.splice(0)) wake(message as Message)
  }
  subscribe(name, listen)
  return {
    messages,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => unsubscribe(name, listen),
  }
}
