import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { onTestFinished, vi } from 'vitest'
import {
  APPROVAL_CHANNEL,
  type ApprovalMessage,
  type Notifier,
  type RecordedDelivery,
} from '../../src/index.js'
import {
  createDispatcher,
  type Dispatcher,
  type DispatcherParts,
} from '../../src/notify/dispatcher.js'

/** Waits until what was dispatched has begun, without a timer. */
export async function begun(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

/** A dispatcher, and all that comes of it, until the test is over. */
export interface Dispatching {
  readonly dispatcher: Dispatcher
  /** What was written down. */
  readonly records: readonly RecordedDelivery[]
  /** What the diagnostics channel was told. */
  readonly messages: readonly ApprovalMessage[]
  readonly unsubscribed: readonly (readonly [device: string, endpoint: string])[]
  /** Outcomes, as they were written down. */
  readonly outcomes: () => readonly string[]
}

export function dispatching(
  notifiers: readonly Notifier[],
  parts: Partial<DispatcherParts> = {},
): Dispatching {
  const records: RecordedDelivery[] = []
  const messages: ApprovalMessage[] = []
  const unsubscribed: [string, string][] = []
  const listen = (message: unknown): void => void messages.push(message as ApprovalMessage)
  subscribe(APPROVAL_CHANNEL, listen)
  const dispatcher = createDispatcher({
    notifiers,
    deliveries: {
      add: async (delivery) => void records.push(delivery),
      of: async () => records,
    },
    unsubscribe: async (device, endpoint) => void unsubscribed.push([device, endpoint]),
    ...parts,
  })
  onTestFinished(async () => {
    unsubscribe(APPROVAL_CHANNEL, listen)
    // Those that hang are given seconds to end.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const closed = dispatcher.close()
    await vi.advanceTimersByTimeAsync(5_000)
    await closed
    vi.useRealTimers()
  })
  const outcomes = (): string[] => records.map(({ outcome }) => outcome)
  return { dispatcher, records, messages, unsubscribed, outcomes }
}
