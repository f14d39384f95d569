// What happens when somebody has signed in, and when they are signed out.
import { setService } from './announce.js'
import { clearInbox, loadInbox } from './inbox.js'
import { closeLive, openLive } from './live.js'
import { setSession } from './session.js'
import { showFrame } from './frame.js'

/** @import { SessionView } from '../src/owner/api-types.js' */

/**
 * Shows what is there for signed-in people, and listens for news.
 *
 * @param {SessionView} session
 */
export async function enter(session) {
  setSession(session)
  setService(session.service)
  showFrame(session)
  openLive()
  await loadInbox().catch(() => {})
}

/** Forgets them. */
export function leave() {
  setSession(undefined)
  closeLive()
  clearInbox()
  showFrame(undefined)
}
