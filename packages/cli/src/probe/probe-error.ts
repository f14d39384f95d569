/**
 * `target_refused`: a host that is not this machine. `unresolved`: its name has no address, or nothing listens there.
 * `aborted`: it was ended while nothing listened there yet.
 */
export type ProbeErrorCode = 'target_refused' | 'unresolved' | 'unusable_credentials' | 'aborted'

/** Why nothing was probed. Its message is a sentence, and holds no token and no key. */
export class ProbeError extends Error {
  readonly code: ProbeErrorCode

  constructor(code: ProbeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProbeError'
    this.code = code
  }
}
