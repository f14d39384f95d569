import { assertKnown, assertObject, assertWhole } from '@countersign/database'
import type { LimitOptions } from '../desk/limits.js'

/** Least, most, default. */
const LIMITS: Readonly<Record<keyof LimitOptions, readonly [number, number, number]>> = {
  perClient: [1, 100_000, 60],
  perClientAndPerson: [1, 1_000, 5],
  perPerson: [1, 1_000, 10],
  unknownPeople: [1, 100_000, 30],
  coolDown: [0, 86_400, 300],
}

/** Throws a ConfigError that names the limit at fault. */
export function resolveLimits(given: LimitOptions = {}): Required<LimitOptions> {
  assertObject('limits', given)
  assertKnown('limits', given, Object.keys(LIMITS))
  const limit = (name: keyof LimitOptions): number => {
    const [least, most, usual] = LIMITS[name]
    const value = given[name] ?? usual
    assertWhole(`limits.${name}`, value, least, most)
    return value
  }
  return {
    perClient: limit('perClient'),
    perClientAndPerson: limit('perClientAndPerson'),
    perPerson: limit('perPerson'),
    unknownPeople: limit('unknownPeople'),
    coolDown: limit('coolDown'),
  }
}
