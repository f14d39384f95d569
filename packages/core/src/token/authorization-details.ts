import { Refused } from '../refused.js'
import { isPlainObject } from './seal.js'
import type { JsonObject } from './strict-json.js'

/** One authorization detail as the token has it (RFC 9396 §2). */
export type AuthorizationDetail = JsonObject & {
  readonly type: string
  readonly locations?: readonly string[]
}

/** Members that RFC 9396 §2.2 gives a meaning for every type, and what each holds. */
export const COMMON_LISTS: readonly string[] = ['locations', 'actions', 'datatypes', 'privileges']

const NONE: readonly AuthorizationDetail[] = []

/** The `authorization_details` of a token; throws Refused where they are malformed. */
export function authorizationDetailsOf(claims: JsonObject): readonly AuthorizationDetail[] {
  const value = claims['authorization_details']
  if (value === undefined) return NONE
  if (!Array.isArray(value) || !value.every(isDetail)) {
    throw new Refused('malformed_claim', 'authorization_details')
  }
  return value
}

/** Whether a value has the form that RFC 9396 §2 gives an authorization detail. */
export function isDetail(value: unknown): value is AuthorizationDetail {
  if (!isPlainObject(value) || typeof value['type'] !== 'string') return false
  if (value['identifier'] !== undefined && typeof value['identifier'] !== 'string') return false
  return COMMON_LISTS.every((name) => value[name] === undefined || isStringList(value[name]))
}

function isStringList(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}
