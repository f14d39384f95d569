import type { Authentication } from '@countersign/core'
import type { AuthContext } from '@countersign/core/adapter'

// As much as a timer of Node can wait: 24 days.
const LONGEST = 2 ** 31 - 1

/**
 * Calls `listener` once the token of a call has expired, in a later turn also if it has already. Gives
 * what forgets it again. Never calls it where nobody had to authenticate. Keeps no process alive.
 */
export function onExpiry(context: AuthContext | undefined, listener: () => void): () => void {
  const auth = context?.auth
  if (!auth) return () => undefined
  let timer: NodeJS.Timeout
  const wait = (): void => {
    const left = timeLeft(auth)
    timer = setTimeout(left > LONGEST ? wait : listener, Math.min(left, LONGEST))
    timer.unref()
  }
  wait()
  return () => clearTimeout(timer)
}

/** Whether a token that was good may be so still. */
export function isCurrent(auth: Authentication<unknown>): boolean {
  return timeLeft(auth) > 0
}

/** Milliseconds. */
function timeLeft({ expiresAt }: Authentication<unknown>): number {
  return Math.max(0, expiresAt * 1000 - Date.now())
}
