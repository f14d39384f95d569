import { OwnerError } from '../owner-error.js'
import type { Check } from '../schema.js'

// Control characters, line breaks, and what turns the direction of a text around.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/u

/** What an owner calls a device: 1 to 60 characters that can be seen. */
export const deviceName: Check<string> = (value) => {
  // Bounded first: what is normalised may not be of any length.
  if (typeof value !== 'string' || value.length > 200) throw new OwnerError('bad_name')
  const name = value.normalize('NFC').trim()
  const isFit = name.length >= 1 && name.length <= 60 && !UNSEEN.test(name)
  if (!isFit) throw new OwnerError('bad_name')
  return name
}
