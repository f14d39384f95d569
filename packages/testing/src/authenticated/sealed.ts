/** Plain objects and lists, copied into frozen ones without a prototype: as a verifier leaves claims. */
export function sealed(
  claims: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const copy: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(claims)) {
    if (value !== undefined) copy[name] = sealedValue(value)
  }
  return Object.freeze(copy)
}

function sealedValue(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(sealedValue))
  return isPlain(value) ? sealed(value) : value
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** A set that nobody can add to. */
export class FrozenSet extends Set<string> {
  constructor(values: Iterable<string>) {
    super()
    for (const value of values) super.add(value)
  }

  override add(): never {
    throw new TypeError('this set is frozen')
  }

  override delete(): never {
    throw new TypeError('this set is frozen')
  }

  override clear(): never {
    throw new TypeError('this set is frozen')
  }
}
