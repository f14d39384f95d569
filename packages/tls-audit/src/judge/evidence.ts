import type { Endpoint } from '../endpoint.js'
import type { Handshakes } from '../handshake/handshakes.js'
import type { Survey } from '../survey/survey.js'

/** What a verdict stands on: what both engines saw of one address. */
export interface Evidence {
  readonly endpoint: Endpoint
  readonly survey: Survey
  readonly handshakes: Handshakes
  /** Milliseconds since 1970. */
  readonly now: number
}
