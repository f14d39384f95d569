import type { Admission } from './desk.js'

/** Another request of this client came first. */
export class NotAdmitted extends Error {
  readonly reason: Exclude<Admission, { admitted: true }>['reason']
  /** Seconds. */
  readonly retryAfter: number

  constructor({ reason, retryAfter }: Exclude<Admission, { admitted: true }>) {
    super('this client may not ask this person now')
    this.name = 'NotAdmitted'
    this.reason = reason
    this.retryAfter = retryAfter
  }
}
