import type { Context } from '../../context.js'
import type { Device } from '../../directory/directory.js'
import type { Person } from '../../person.js'
import type { SessionView } from '../api-types.js'

export async function sessionView(
  { settings, directory }: Context,
  { person, device }: { readonly person: Person; readonly device: Device },
): Promise<SessionView> {
  return {
    service: settings.service,
    name: person.name,
    device: { id: device.id, name: device.name },
    vapidPublicKey: settings.vapidPublicKey,
    subscribed: device.subscription !== undefined,
    userCodeSet: await directory.userCodes.isSet(person.subject),
  }
}
