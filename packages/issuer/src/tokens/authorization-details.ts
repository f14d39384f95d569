import { isDeepStrictEqual } from 'node:util'
import { isRecord } from '../config/assert.js'
import type { AuthorizationDetail } from './issue-options.js'

const MOST_DETAILS = 20

/** Whether a value can be authorization details (RFC 9396 §2): at most 20, each with a `type`. */
export function isAuthorizationDetails(value: unknown): value is readonly AuthorizationDetail[] {
  return Array.isArray(value) && value.length <= MOST_DETAILS && value.every(isDetail)
}

/** Throws a TypeError that names the option. */
export function assertAuthorizationDetails(
  value: unknown,
  option = 'authorizationDetails',
): asserts value is readonly AuthorizationDetail[] {
  if (isAuthorizationDetails(value)) return
  throw new TypeError(`"${option}" must be a list of at most 20, each with a "type"`)
}

/** Whether each of them is, to the letter, one that was given: what is less than another, nobody knows here. */
export function areAmong(
  asked: readonly AuthorizationDetail[],
  given: readonly AuthorizationDetail[],
): boolean {
  return asked.every((one) => given.some((other) => isDeepStrictEqual(one, other)))
}

function isDetail(value: unknown): boolean {
  return isRecord(value) && typeof value['type'] === 'string' && value['type'] !== ''
}
