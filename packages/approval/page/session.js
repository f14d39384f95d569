// Who is signed in on this page.
import { get, post } from './api.js'

/** @import { SessionView } from '../src/owner/api-types.js' */

/** @type {SessionView | undefined} */
let session

/** The session; throws if there is none, which no screen for signed-in people is shown without. */
export function currentSession() {
  if (!session) throw new Error('Nobody is signed in')
  return session
}

export function hasSession() {
  return session !== undefined
}

/** @param {SessionView | undefined} next */
export function setSession(next) {
  session = next
}

/** Asks the server who is signed in. Rejects with an ApiError, `signed_out` if nobody is. */
export async function loadSession() {
  session = await get('session')
}

/** Ends it here and at the server. */
export async function signOut() {
  await post('sign-out')
  session = undefined
}
