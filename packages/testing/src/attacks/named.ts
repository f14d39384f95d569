import type { AttackSubject, NamedTokens } from './token-attack.js'

/** One token for each member, under its name. */
export function byName<T>(
  values: Readonly<Record<string, T>>,
  token: (value: T) => string,
): NamedTokens {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, token(value)]))
}

/** One token for each value, named by its JSON. */
export function byValue<T>(
  values: readonly T[],
  token: (value: T) => string,
  prefix = '',
): NamedTokens {
  return Object.fromEntries(values.map((value) => [`${prefix}${labelOf(value)}`, token(value)]))
}

/** All of them in one. */
export function together<T>(
  groups: readonly Readonly<Record<string, T>>[],
): Readonly<Record<string, T>> {
  return Object.fromEntries(groups.flatMap((group) => Object.entries(group)))
}

function labelOf(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 80)
}

/**
 * Signed tokens with a claim that has another value. A value that the claim of a good token has makes none, and neither
 * does `undefined` where a good token has no such claim.
 */
export function oddClaims(
  subject: AttackSubject,
  name: string,
  ...rows: readonly (readonly unknown[])[]
): NamedTokens {
  const good = JSON.stringify(subject.claims()[name])
  const odd = rows.flat().filter((value) => JSON.stringify(value) !== good)
  return byValue(odd, (value) => subject.sign({ payload: { [name]: value } }), `${name} `)
}

/** A text as the octets of a header field: UTF-8, one character for each. */
export function headerText(text: string): string {
  return Buffer.from(text).toString('latin1')
}
