import { DependencyError } from '@countersign/core'
import { reasonOf } from '@countersign/database'

/**
 * The database cannot be reached, has not answered in time, or was closed: a 503. Whether what was asked for
 * was done is not known. `cause` says why, without statements and values, for the server's own log.
 */
export class DirectoryUnavailable extends DependencyError {
  constructor(error: unknown) {
    super('The directory cannot be reached', { cause: new Error(reasonOf(error)) })
    this.name = 'DirectoryUnavailable'
    this.stack = `${this.name}: ${this.message}`
  }
}

/** `bad_cursor`: it is of no page of this list. `bad_value`: it is not what the interface says. */
export type DirectoryRefusalReason = 'bad_cursor' | 'bad_value'

/** Something that a directory does not take: a 400, where it came from outside. Its message has no values. */
export class DirectoryRefusal extends Error {
  readonly status = 400
  readonly reason: DirectoryRefusalReason

  constructor(reason: DirectoryRefusalReason, message: string) {
    super(message)
    this.name = 'DirectoryRefusal'
    this.reason = reason
  }
}
