import type { RefusalReason } from './refusals.js'

/**
 * Thrown by a check inside the pipeline. The verifier turns it into an AuthError, because only the
 * verifier knows the challenge.
 */
export class Refused extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, detail?: string) {
    super(detail ?? reason)
    this.name = 'Refused'
    this.reason = reason
    // Frames would say nothing that the reason does not, and servers log thousands of these.
    this.stack = `${this.name}: ${this.message}`
  }
}
