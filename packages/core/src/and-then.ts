/**
 * Goes on with a value at once where it is there, and later where it is promised. Most of what a
 * request needs is at hand, and each hop through a promise costs as much as a check.
 */
export function andThen<T, U>(
  value: T | Promise<T>,
  step: (value: T) => U | Promise<U>,
): U | Promise<U> {
  return value instanceof Promise ? value.then(step) : step(value)
}
