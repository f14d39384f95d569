import { OwnerError } from '../owner-error.js'
import { shownCredential } from '../passkey/credential-checks.js'
import { sha256 } from '../random.js'
import type { Room } from '../room.js'
import { members, nullable, text } from '../schema.js'
import { tellOfSecurity } from '../security-notice.js'
import type { BlockView } from '../api-types.js'
import { clientViews, viewIn } from '../views/client-view.js'
import { done, ok, own, type Endpoints } from './call.js'

const unblocked = members({ clientId: text(1, 255, /^[\x21-\x7E]+$/) })
const nothing = members({})
const set = members({
  code: nullable(text(4, 128, /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{4,64}$/u)),
  credential: shownCredential,
})

/** Against being asked: clients that may not, and the code that others need. */
export function protectionEndpoints({ context, tries, questions }: Room): Endpoints {
  const { blocks, userCodes, history } = context.directory
  return {
    'GET blocks': own(async (_call, { person }) => {
      const list = await blocks.of(person.subject, Date.now())
      const clients = await clientViews(
        context,
        list.map(({ clientId }) => clientId),
      )
      const views = list.map(({ clientId, at, until }): BlockView => ({
        client: viewIn(clients, clientId),
        at,
        until,
      }))
      return ok(views)
    }),
    'POST blocks/remove': own(async (call, { person, device }) => {
      const { clientId } = await call.body(unblocked)
      const { network } = call
      if (!(await blocks.remove(person.subject, clientId))) throw new OwnerError('not_found')
      await history.add(person.subject, {
        at: Date.now(),
        kind: 'unblocked',
        device: device.name,
        clientId,
        network,
      })
      return done()
    }),
    'POST user-code/challenge': own(async (call, session) => {
      await call.body(nothing)
      const { id } = session.device
      return ok({ options: await questions.ask(session, { kind: 'user-code', id }, {}) })
    }),
    // With a passkey: whoever has but a cookie opens the door to nobody, and locks nobody out.
    'PUT user-code': own(async (call, session) => {
      const { code, credential } = await call.body(set)
      const { person, device, devices } = session
      const { network } = call
      // Each is a scrypt hash to make.
      await tries.count('user-code', sha256(person.subject))
      const shown = { response: credential, network }
      await questions.answered(session, { kind: 'user-code', id: device.id }, shown)
      await userCodes.set(person.subject, code ?? undefined)
      tellOfSecurity(context, person, {
        title: code === null ? 'Your user code was removed' : 'Your user code was changed',
        text: `It was done on “${device.name}”.`,
        devices: devices.filter(({ id }) => id !== device.id),
      })
      const kind = code === null ? 'user_code_removed' : 'user_code_set'
      const at = Date.now()
      await history.add(person.subject, { at, kind, device: device.name, network })
      return done()
    }),
  }
}
