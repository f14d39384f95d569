import type { Context } from '../context.js'
import type { Device } from '../directory/directory.js'
import type { Person } from '../person.js'
import { newId } from './random.js'

/** Milliseconds: tomorrow is not too late to hear of it. */
const LIFETIME = 86_400_000

export interface SecurityNews {
  readonly title: string
  readonly text: string
  /** Those that are told, beside the notifiers that need none. */
  readonly devices: readonly Device[]
}

/** Tells an owner of something that a thief would do as well. */
export function tellOfSecurity(
  { dispatcher, settings }: Context,
  person: Person,
  { title, text, devices }: SecurityNews,
): void {
  const notice = {
    kind: 'security',
    // Of its own: none takes the place of another.
    topic: newId(),
    title,
    text,
    url: `${settings.origin}${settings.basePath}/owner/devices`,
    expiresAt: Date.now() + LIFETIME,
  } as const
  dispatcher.dispatch(notice, {
    person,
    devices: devices.map(({ id, name, subscription }) => ({ id, name, subscription })),
  })
}
