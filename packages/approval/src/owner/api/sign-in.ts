import { OwnerError } from '../owner-error.js'
import { requestOptions } from '../passkey/assert.js'
import { shownCredential } from '../passkey/credential-checks.js'
import { takePasskey } from '../passkey/show.js'
import { TICKET_LIFETIME } from '../passkey/tickets.js'
import type { Room } from '../room.js'
import { members, text } from '../schema.js'
import { sessionView } from '../views/session-view.js'
import { done, ok, open, own, type Endpoints } from './call.js'
import { closeEarlier } from './close-earlier.js'

const nothing = members({})
const shown = members({ ticket: text(43, 101, /^[\w.-]+$/), credential: shownCredential })

/** Who is there. */
export function signInEndpoints(room: Room): Endpoints {
  const { context, sessions, tickets, tries, streams } = room
  const { settings, directory } = context
  return {
    'POST sign-in/start': open(async (call) => {
      await call.body(nothing)
      await tries.count('sign-in', call.bucket)
      const { challenge, ticket } = await tickets.issue()
      const options = await requestOptions(settings, { challenge, timeout: TICKET_LIFETIME })
      return ok({ options, ticket })
    }),
    'POST sign-in/finish': open(async (call) => {
      const { ticket, credential } = await call.body(shown)
      await tries.count('passkey', call.bucket)
      const challenge = await tickets.challengeOf(ticket)
      const device = await directory.devices.byCredential(credential.id)
      // Without a name from us, it is the passkey that says whose it is (WebAuthn §7.2).
      const isNamed = credential.response.userHandle !== undefined
      if (challenge === undefined || !device || !isNamed) throw new OwnerError('bad_passkey')
      const { id, subject } = device
      const person = await settings.people.get(subject)
      if (person?.subject !== subject) throw new OwnerError('bad_passkey')
      const devices = await directory.devices.of(subject)
      const { network } = call
      const kept = { person, device, devices }
      const isFirst = async (): Promise<boolean> => tickets.use(challenge)
      await takePasskey(context, kept, { response: credential, challenge, network, isFirst })
      await directory.history.add(subject, {
        at: Date.now(),
        kind: 'signed_in',
        device: device.name,
        network,
      })
      await closeEarlier(room, call)
      const cookie = await sessions.open(subject, id)
      return ok(await sessionView(context, kept), { 'Set-Cookie': cookie })
    }),
    'POST sign-out': own(async (call, { key }) => {
      await call.body(nothing)
      await sessions.close(key)
      streams.endSession(key)
      return done({ 'Set-Cookie': sessions.clearing })
    }),
    'GET session': own(async (_call, session) => ok(await sessionView(context, session))),
  }
}
