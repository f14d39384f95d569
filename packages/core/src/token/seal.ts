/**
 * Copies plain objects and arrays into frozen ones without a prototype, so that a claim named
 * `__proto__` or `toString` is data like any other, and no handler can change what was verified.
 * Values of other classes are left as they are.
 */
export function seal(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((entry) => seal(entry)))
  if (!isPlainObject(value)) return value
  // Not by `Object.create(null)`, whose objects are hash tables to V8: see the strict parser.
  const copy = Object.setPrototypeOf({}, null) as Record<string, unknown>
  for (const [name, member] of Object.entries(value)) copy[name] = seal(member)
  return Object.freeze(copy)
}

/** Whether a value is an object literal, or an object without a prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
