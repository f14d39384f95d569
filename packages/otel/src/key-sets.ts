import type { IssuerHealth } from '@countersign/core'
import type { Bounds } from './bounds.js'

/** Each has a value, also where no issuer is in it: what is not there cannot be alerted on. */
export const STATES: readonly IssuerHealth['state'][] = [
  'static',
  'empty',
  'fresh',
  'stale',
  'expired',
]

/** Of one issuer, or of all that are told under one name. */
export interface KeySets {
  /** `undefined`: issuers are not told apart. */
  readonly issuer: string | undefined
  /** Seconds; of the oldest one. */
  readonly age: number | undefined
  readonly keys: number
}

/** Key sets by what the attribute for their issuer would be. */
export function keySetsOf(issuers: readonly IssuerHealth[], bounds: Bounds): Iterable<KeySets> {
  const sets = new Map<string | undefined, KeySets>()
  for (const { issuer, age, keys } of issuers) {
    const name = bounds.text('countersign.issuer', issuer)
    const before = sets.get(name)
    sets.set(name, {
      issuer: name,
      age: oldest(before?.age, age),
      keys: keys + (before?.keys ?? 0),
    })
  }
  return sets.values()
}

export function stateCounts(
  issuers: readonly IssuerHealth[],
): ReadonlyMap<IssuerHealth['state'], number> {
  const counts = new Map<IssuerHealth['state'], number>()
  for (const { state } of issuers) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

function oldest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other)
}
