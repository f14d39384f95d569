import type { Room } from '../room.js'
import type { Call } from './call.js'

/** Somebody who signs in anew leaves no other session behind in the browser. */
export async function closeEarlier({ sessions, streams }: Room, { req }: Call): Promise<void> {
  const key = sessions.keyOf(req)
  if (key === undefined) return
  await sessions.close(key)
  streams.endSession(key)
}
