import { reasonOf } from '@countersign/database'
import { NOTABLE } from './channels.js'
import type { NotableMessage } from './notable.js'
import type { Announcer } from './queue/announcer.js'

type OnNotable = ((message: NotableMessage) => unknown) | undefined

/** Tells of notable uses; never throws, whatever the application's function does. */
export function notifier(
  onNotable: OnNotable,
  announcer: Announcer,
): (messages: readonly NotableMessage[]) => void {
  const failed = (error: unknown): void =>
    announcer.tell({ event: 'failed', part: 'notifier', error: reasonOf(error) })
  return (messages) => {
    for (const message of messages) {
      if (NOTABLE.hasSubscribers) NOTABLE.publish(message)
      // A function that is async rejects instead.
      void call(onNotable, message).catch(failed)
    }
  }
}

async function call(onNotable: OnNotable, message: NotableMessage): Promise<void> {
  await onNotable?.(message)
}
