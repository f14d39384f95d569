import type { Scheme } from '../authentication.js'

/** The one token of a request, and how it was presented. */
export interface Credentials {
  readonly scheme: Scheme
  /** Not yet held against the grammar: see `isToken68`. */
  readonly token: string
}
