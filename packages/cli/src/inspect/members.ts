/** An object out of a token. Nothing in it may be believed. */
export type Members = Readonly<Record<string, unknown>>

/** Whether a value is an object with members. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member that is a text. */
export function textOf(members: Members | undefined, name: string): string | undefined {
  const value = members?.[name]
  return typeof value === 'string' ? value : undefined
}

/** A member that is a moment: a number of seconds that a calendar knows. */
export function momentOf(members: Members | undefined, name: string): number | undefined {
  const value = members?.[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
