/** A set that nobody can add to: an Authentication outlives the handler that it is handed to. */
export class FrozenSet<T> extends Set<T> {
  constructor(values: Iterable<T>) {
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
