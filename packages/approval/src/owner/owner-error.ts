import { reasonOf } from '@countersign/database'
import { publishFailure } from '../channels.js'
import { DirectoryRefusal } from '../directory/directory-errors.js'
import type { OwnerErrorCode } from './api-types.js'

/** The status of every error that the page can be answered with. */
const STATUSES: Readonly<Record<OwnerErrorCode, number>> = {
  signed_out: 401,
  bad_request: 400,
  wrong_origin: 403,
  not_found: 404,
  too_large: 413,
  too_many_tries: 429,
  bad_code: 403,
  bad_passkey: 403,
  device_known: 409,
  too_many_devices: 409,
  last_device: 409,
  bad_name: 422,
  bad_subscription: 422,
  decided: 409,
  expired: 410,
  out_of_bounds: 422,
  wrong_number: 422,
  too_many_wrong_numbers: 409,
  nothing_to_stop: 409,
  unavailable: 503,
}

interface Details {
  /** In place of that of the code: for what HTTP itself has a status, as 405 and 415. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal, as the page is told of it: nothing of it says more than its code. */
export class OwnerError extends Error {
  readonly code: OwnerErrorCode
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(code: OwnerErrorCode, { status = STATUSES[code], headers = {} }: Details = {}) {
    super(code)
    this.name = 'OwnerError'
    this.code = code
    this.status = status
    this.headers = headers
  }
}

/**
 * What the page is told of whatever was thrown: a failure of ours is never a fault of the owner, and whoever
 * runs the server is told of it.
 */
export function ownerErrorOf(error: unknown): OwnerError {
  if (error instanceof OwnerError) return error
  // Such as a cursor of another list.
  if (error instanceof DirectoryRefusal) return new OwnerError('bad_request')
  publishFailure('owner', reasonOf(error))
  return new OwnerError('unavailable', { headers: { 'Retry-After': '5' } })
}
