import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Context } from '../../context.js'
import type { Device } from '../../directory/directory.js'
import type { Person } from '../../person.js'
import { OwnerError } from '../owner-error.js'
import { tellOfSecurity } from '../security-notice.js'
import { verifiedCounter } from './assert.js'

export interface Shown {
  readonly response: AuthenticationResponseJSON
  readonly challenge: string
  readonly network: string | undefined
  /** Whether it is the first answer to the challenge. Asked once the signature is known to be good. */
  readonly isFirst?: () => Promise<boolean>
}

/** Takes the passkey of a device, shown for a challenge; rejects with an OwnerError, one for all that is wrong. */
export async function takePasskey(
  context: Context,
  { person, device, devices }: { person: Person; device: Device; devices: readonly Device[] },
  { response, challenge, network, isFirst }: Shown,
): Promise<void> {
  const { settings, directory } = context
  const counter = await verifiedCounter(settings, device, { response, challenge })
  if (counter === undefined) throw new OwnerError('bad_passkey')
  if (isFirst && !(await isFirst())) throw new OwnerError('bad_passkey')
  const now = Date.now()
  if (await directory.devices.used(device.id, counter, now)) return
  const there = await directory.devices.of(person.subject)
  // Removed a moment ago: nobody has copied anything.
  if (!there.some(({ id }) => id === device.id)) throw new OwnerError('bad_passkey')
  // Signed with its key, and with a counter that was seen before: there may be two of it.
  const { name } = device
  tellOfSecurity(context, person, {
    title: 'A passkey may have been copied',
    text: `The passkey of “${name}” was shown with a counter that went backwards, and was refused.`,
    devices,
  })
  const kind = 'device_suspicious'
  await directory.history.add(person.subject, { at: now, kind, device: name, network })
  throw new OwnerError('bad_passkey')
}
