/** Something is not as it has to be. The message names the place, and quotes nothing of it. */
export class Unreadable extends Error {}

/** The members of an object that has exactly these. */
export function membersOf<Name extends string>(
  place: string,
  value: unknown,
  names: readonly Name[],
): Readonly<Record<Name, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Unreadable(`${place} is no object`)
  }
  const missing = names.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined) throw new Unreadable(`${place} has no "${missing}"`)
  if (Object.keys(value).length > names.length) {
    throw new Unreadable(`${place} has more members than it may`)
  }
  return value as Record<Name, unknown>
}

export function listOf(place: string, value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unreadable(`"${place}" is no list`)
  if (value.length > most) throw new Unreadable(`"${place}" is too long`)
  return value
}

export function wholeNumber(place: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new Unreadable(`"${place}" is no whole number`)
}
