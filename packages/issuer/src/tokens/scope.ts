// RFC 6749 §3.3
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/

/** The values of a scope, each once, in the order they came. Throws a TypeError that names `scope`. */
export function scopeValues(scope: string | readonly string[] | undefined): readonly string[] {
  if (scope === undefined) return []
  const text: unknown = typeof scope === 'string' ? scope : Array.from(scope).join(' ')
  if (typeof text !== 'string' || !SCOPE.test(text)) {
    throw new TypeError('"scope" must be scope values of RFC 6749, separated by single spaces')
  }
  return [...new Set(text.split(' '))]
}

/** The claim or the parameter; no values make none. */
export function scopeText(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(' ')
}

export function isScope(text: string): boolean {
  return SCOPE.test(text)
}

/** Whether nothing is asked for that was not given. */
export function isSubset(asked: readonly string[], given: readonly string[]): boolean {
  return asked.every((value) => given.includes(value))
}
