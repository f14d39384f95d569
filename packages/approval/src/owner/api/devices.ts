import type { Device } from '../../directory/directory.js'
import { OwnerError } from '../owner-error.js'
import { deviceName } from '../pairing/device-name.js'
import { pushSubscription } from '../pairing/push-subscription.js'
import { shownCredential } from '../passkey/credential-checks.js'
import { sha256 } from '../random.js'
import type { Room } from '../room.js'
import { flag, members, nullable, optional } from '../schema.js'
import { tellOfSecurity } from '../security-notice.js'
import type { Session } from '../sessions.js'
import { deviceView } from '../views/device-view.js'
import { done, ok, own, type Call, type Endpoints } from './call.js'

const nothing = members({})
const renamed = members({ name: deviceName })
const invited = members({ credential: shownCredential })
const removed = members({ credential: shownCredential, evenLast: optional(flag) })

/** What a person answers with. */
export function deviceEndpoints(room: Room): Endpoints {
  const { context, questions, invitations, tries } = room
  const { settings, directory } = context
  const { devices, history } = directory
  const subscribed = members({ subscription: nullable(pushSubscription(settings)) })

  return {
    'GET devices': own(async (_call, { devices, device: current }) =>
      ok(devices.map((device) => deviceView(device, current))),
    ),
    'POST devices/invite/challenge': own(async (call, session) => {
      await call.body(nothing)
      const { id } = session.device
      return ok({ options: await questions.ask(session, { kind: 'invite', id }, {}) })
    }),
    // With a passkey: a cookie that was stolen would else become a device of the thief's own.
    'POST devices/invite': own(async (call, session) => {
      const { credential } = await call.body(invited)
      const { person, device } = session
      const { id } = device
      const shown = { response: credential, network: call.network }
      await tries.count('invitation', sha256(person.subject))
      await questions.answered(session, { kind: 'invite', id }, shown)
      return ok(await invitations.invite(person, device))
    }),
    'POST devices/ID/rename': own(async (call, session) => {
      const { name } = await call.body(renamed)
      const device = ownDevice(call, session)
      const { subject, id } = device
      await tries.count('rename', sha256(subject))
      if (!(await devices.rename(subject, id, name))) throw new OwnerError('not_found')
      const { network } = call
      const detail = `“${device.name}” is now “${name}”`
      const at = Date.now()
      await history.add(subject, {
        at,
        kind: 'device_renamed',
        device: session.device.name,
        detail,
        network,
      })
      return ok(deviceView({ ...device, name }, session.device))
    }),
    'POST devices/ID/challenge': own(async (call, session) => {
      await call.body(nothing)
      const { id } = ownDevice(call, session)
      return ok({ options: await questions.ask(session, { kind: 'remove', id }, {}) })
    }),
    'POST devices/ID/remove': own(async (call, session) => {
      const { credential, evenLast = false } = await call.body(removed)
      const device = ownDevice(call, session)
      // Before the passkey is used up: the page asks again, and says so.
      if (session.devices.length === 1 && !evenLast) throw new OwnerError('last_device')
      const { network, id } = call
      await questions.answered(session, { kind: 'remove', id }, { response: credential, network })
      return done(await removeDevice(room, { session, device, evenLast, network }))
    }),
    'PUT devices/current/subscription': own(async (call, session) => {
      const { subscription } = await call.body(subscribed)
      const { device, person } = session
      await tries.count('subscription', sha256(person.subject))
      await devices.subscribe(device.id, subscription ?? undefined)
      const { endpoint } = device.subscription ?? {}
      // Workers do it by themselves, without a passkey. A thief of a cookie would be told in the owner's place.
      if (endpoint !== undefined && endpoint !== subscription?.endpoint) {
        tellOfSecurity(context, person, {
          title: 'Notifications were moved, or turned off',
          text: `“${device.name}” is no longer told where it was before.`,
          // Where it was before, as well.
          devices: session.devices,
        })
      }
      return done()
    }),
  }
}

function ownDevice({ id }: Call, { devices }: Session): Device {
  const device = devices.find((one) => one.id === id)
  if (!device) throw new OwnerError('not_found')
  return device
}

interface Removal {
  readonly session: Session
  readonly device: Device
  readonly evenLast: boolean
  readonly network: string | undefined
}

/** Gives the headers of the answer: who has removed the device that they hold is signed out. */
async function removeDevice(
  { context, sessions, streams }: Room,
  { session, device, evenLast, network }: Removal,
): Promise<Readonly<Record<string, string>>> {
  const { directory } = context
  const { id, subject, name } = device
  const outcome = await directory.devices.remove(subject, id, evenLast)
  if (outcome === 'unknown') throw new OwnerError('not_found')
  if (outcome === 'last') throw new OwnerError('last_device')
  streams.endDevice(id)
  const { person, devices } = session
  tellOfSecurity(context, person, {
    title: 'A device was removed',
    text: `“${name}” can no longer answer requests in your name.`,
    // That one as well, once more: it may not have been its owner who removed it.
    devices: devices.filter((one) => one.id !== session.device.id),
  })
  await directory.history.add(subject, {
    at: Date.now(),
    kind: 'device_removed',
    device: session.device.name,
    detail: name,
    network,
  })
  if (id !== session.device.id) return {}
  await sessions.close(session.key)
  return { 'Set-Cookie': sessions.clearing }
}
