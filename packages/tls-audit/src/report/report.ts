import type { Endpoint } from '../endpoint.js'
import type { Handshakes } from '../handshake/handshakes.js'
import type { Finding } from '../judge/finding.js'
import type { Verdict } from '../judge/verdict.js'
import type { Survey } from '../survey/survey.js'

/** What {@link auditTls} found. Plain data: `JSON.stringify` of it is the JSON report. */
export interface TlsReport {
  readonly startedAt: string
  readonly finishedAt: string
  /** The worst of all: `none`, then `unknown`, then `offered`. */
  readonly verdict: Verdict
  readonly endpoints: readonly EndpointReport[]
}

/** One address of one endpoint. */
export interface EndpointReport {
  /** As the user named it: `https://example.com`. */
  readonly target: string
  readonly endpoint: Pick<Endpoint, 'host' | 'port' | 'protocol' | 'servername'>
  /** `undefined`: the name has none. */
  readonly address: string | undefined
  readonly verdict: Verdict
  /** A sentence that says what the verdict stands on. */
  readonly reason: string
  readonly findings: readonly Finding[]
  readonly survey: Survey | undefined
  readonly handshakes: Handshakes | undefined
  /** What this look does not establish, as sentences. */
  readonly notEstablished: readonly string[]
}
