import { ConfigError } from '@countersign/core'
import {
  type AuthenticateOptions,
  checkAuthenticateOptions,
  type Connection,
} from '@countersign/core/adapter'

/** What of the options says how a request is read. */
export interface ReadingOptions {
  /**
   * What is known of the connection of a request: called with the request and with what the platform has
   * handed over beside it. What it returns wins over what the platform tells. Behind a proxy, this is the
   * place to believe its headers.
   */
  connection?: ((request: Request, platform: unknown) => Connection) | undefined
  /**
   * Bytes of a form body that are read, from a copy, for a token in it: needed for `sources.body`, and to
   * refuse one beside another token. Default 0: no body is read. One that is longer is not looked at.
   */
  formLimit?: number | undefined
}

/** Options of `authenticate`. */
export interface FetchOptions extends AuthenticateOptions, ReadingOptions {}

/** Throws a ConfigError unless there is a verifier, and the options are well-formed. */
export function checkOptions(verifier: unknown, options: FetchOptions): void {
  const { connection, formLimit, ...others } = Object(options) as FetchOptions
  checkAuthenticateOptions(verifier, options === null ? options : others)
  if (connection !== undefined && typeof connection !== 'function') {
    throw new ConfigError('connection', 'must be a function')
  }
  if (formLimit !== undefined && !(Number.isSafeInteger(formLimit) && formLimit >= 0)) {
    throw new ConfigError('formLimit', 'must be a whole number of bytes')
  }
}
