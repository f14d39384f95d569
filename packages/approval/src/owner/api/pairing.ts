import { members, optional, text } from '../schema.js'
import { OwnerError } from '../owner-error.js'
import { deviceName } from '../pairing/device-name.js'
import { pushSubscription } from '../pairing/push-subscription.js'
import { newCredential } from '../passkey/credential-checks.js'
import { creationOptions, verifiedPasskey } from '../passkey/register.js'
import { newId } from '../random.js'
import type { Room } from '../room.js'
import { tellOfSecurity } from '../security-notice.js'
import { sessionView } from '../views/session-view.js'
import type { PairingView } from '../api-types.js'
import type { Device } from '../../directory/directory.js'
import type { Person } from '../../person.js'
import { ok, open, type Call, type Endpoints } from './call.js'
import { closeEarlier } from './close-earlier.js'

const MOST_DEVICES = 20

const code = text(1, 64)
const started = members({ code })

/** A new device, with a code from one that is paired, or from the application. */
export function pairingEndpoints(room: Room): Endpoints {
  const { context, invitations, tries } = room
  const { settings, directory } = context
  const finished = members({
    code,
    name: deviceName,
    credential: newCredential,
    subscription: optional(pushSubscription(settings)),
  })

  async function start(call: Call): Promise<PairingView> {
    const { code } = await call.body(started)
    await tries.count('code', call.bucket)
    const { subject, by } = await invitations.guest(code)
    const person = await personOf(room, subject)
    const devices = await directory.devices.of(subject)
    if (by !== undefined && !devices.some(({ id }) => id === by)) throw new OwnerError('bad_code')
    if (devices.length >= MOST_DEVICES) throw new OwnerError('too_many_devices')
    const challenge = await invitations.challenge(code)
    return {
      service: settings.service,
      name: person.name,
      vapidPublicKey: settings.vapidPublicKey,
      options: await creationOptions(settings, person, { challenge, devices }),
    }
  }

  return {
    'POST pair/start': open(async (call) => ok(await start(call))),
    'POST pair/finish': open(async (call) => {
      const { code, name, credential, subscription } = await call.body(finished)
      await tries.count('code', call.bucket)
      const challenge = await invitations.takeChallenge(code)
      const passkey = await verifiedPasskey(settings, credential, challenge)
      if (!passkey) throw new OwnerError('bad_passkey')
      const { subject, by } = await invitations.accept(code)
      const person = await personOf(room, subject)
      const device: Device = {
        id: newId(),
        subject,
        name,
        pairedAt: Date.now(),
        lastUsedAt: undefined,
        subscription,
        passkey,
      }
      await addDevice(room, { person, device, by, network: call.network })
      await closeEarlier(room, call)
      const cookie = await room.sessions.open(subject, device.id)
      return ok(await sessionView(context, { person, device }), { 'Set-Cookie': cookie })
    }),
  }
}

interface Addition {
  readonly person: Person
  readonly device: Device
  readonly by: string | undefined
  readonly network: string | undefined
}

async function addDevice(
  { context }: Room,
  { person, device, by, network }: Addition,
): Promise<void> {
  const { devices, history } = context.directory
  const { id, subject, name, pairedAt } = device
  const added = await devices.add(device, by)
  // Who has removed the device of a thief has not invited the thief's next one.
  if (added === 'uninvited') throw new OwnerError('bad_code')
  if (added === 'full') throw new OwnerError('too_many_devices')
  if (added === 'known') throw new OwnerError('device_known')
  const others = (await devices.of(subject)).filter((other) => other.id !== id)
  tellOfSecurity(context, person, {
    title: 'A device was added',
    text: `“${name}” can now answer requests in your name. Remove it if that was not you.`,
    devices: others,
  })
  await history.add(subject, {
    at: pairedAt,
    kind: 'device_paired',
    device: name,
    network,
  })
}

async function personOf({ context }: Room, subject: string): Promise<Person> {
  const person = await context.settings.people.get(subject)
  // Whoever is there no more has nothing to be invited to.
  if (person?.subject !== subject) throw new OwnerError('bad_code')
  return person
}
