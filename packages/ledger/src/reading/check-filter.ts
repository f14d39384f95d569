import { types } from 'node:util'
import { ConfigError } from '@countersign/core'
import type { UseFilter } from '../ledger-types.js'
import { NOTABLE_KINDS } from '../notable.js'

type Check = (option: string, value: unknown) => void

/** Every member, and what it may be. */
const CHECKS: Readonly<Record<keyof UseFilter, Check>> = {
  issuer: assertText,
  subject: assertText,
  client: assertText,
  tokenId: assertText,
  grant: assertText,
  approval: assertText,
  service: assertText,
  decision: assertDecision,
  notable: assertNotable,
  from: assertDate,
  to: assertDate,
}

const FILTERS = Object.keys(CHECKS) as readonly (keyof UseFilter)[]

/**
 * Gives a filter back, as a copy that nobody changes while it is in use. Throws a ConfigError that names
 * the member at fault. One that is there and `undefined` is refused as well: it was to narrow something,
 * and must not come to mean everything.
 */
export function checkFilter(
  given: UseFilter | undefined,
  allowed: readonly string[] = FILTERS,
): UseFilter {
  if (given === undefined) return {}
  const copy = { ...assertMembers('filter', given, allowed) }
  for (const [name, value] of Object.entries<unknown>(copy)) {
    if (value === undefined) {
      throw new ConfigError(`filter.${name}`, 'must not be undefined: leave it out to ask for all')
    }
    CHECKS[name as keyof UseFilter](`filter.${name}`, value)
  }
  const filter = structuredClone(copy)
  if (filter.issuer !== undefined) return filter
  for (const name of ['subject', 'tokenId'] as const) {
    if (filter[name] !== undefined) throw new ConfigError(`filter.${name}`, 'needs "issuer"')
  }
  return filter
}

/** Refuses names that are unknown, and values that are no plain object. */
export function assertMembers<T extends object>(
  option: string,
  given: T,
  allowed: readonly string[],
): T {
  if (!isPlain(given)) throw new ConfigError(option, 'must be a plain object')
  for (const name of Object.keys(given)) {
    if (!allowed.includes(name)) {
      throw new ConfigError(option, `may have ${allowed.join(', ')}, and nothing else`)
    }
  }
  return given
}

/** Of a Map, a promise, or a class with getters, nothing would be seen: it would ask for everything. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null) return true
  // That of another realm, as of a test runner, is as good.
  return (
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(Object(prototype), 'isPrototypeOf')
  )
}

export function assertText(option: string, value: unknown): void {
  if (typeof value !== 'string') throw new ConfigError(option, 'must be a string')
}

export function assertDate(option: string, value: unknown): void {
  if (types.isDate(value) && !Number.isNaN(value.getTime())) return
  throw new ConfigError(option, 'must be a Date')
}

function assertDecision(option: string, value: unknown): void {
  if (value === 'accepted' || value === 'refused') return
  throw new ConfigError(option, 'must be "accepted" or "refused"')
}

function assertNotable(option: string, value: unknown): void {
  const kinds: readonly unknown[] = NOTABLE_KINDS
  if (value === true) return
  if (Array.isArray(value) && value.length > 0 && value.every((kind) => kinds.includes(kind)))
    return
  throw new ConfigError(option, `must be true, or a list with some of ${NOTABLE_KINDS.join(', ')}`)
}
