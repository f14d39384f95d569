import { FIELDS, type Field, type FieldPolicy } from '../fields.js'
import type { Use } from '../use.js'

/** What a field is in a use, where its name is another one. */
const MEMBERS: Readonly<Record<Field, readonly (keyof Use)[]>> = {
  client: ['client'],
  token: ['token'],
  grant: ['grant'],
  approval: ['approval'],
  service: ['service'],
  method: ['method'],
  route: ['route'],
  status: ['status'],
  scheme: ['scheme'],
  binding: ['binding'],
  network: ['network'],
  agent: ['agent'],
  tls: ['tlsProtocol', 'tlsCipher'],
}

/** The fields that the owner does not see. */
export function hiddenFields(fields: FieldPolicy): ReadonlySet<Field> {
  return new Set(FIELDS.filter((field) => fields[field] !== 'share'))
}

/**
 * Gives what the owner sees of a use. The place in the whole record would tell how much everybody uses the
 * service: for the owner, `position` is the place among their own uses, as `sequence` is.
 */
export function shared(use: Use, hidden: ReadonlySet<Field>): Use {
  const seen: Record<string, unknown> = { ...use, position: use.sequence }
  for (const field of hidden) for (const member of MEMBERS[field]) seen[member] = undefined
  return seen as unknown as Use
}
