import type { Evidence } from './evidence.js'
import type { Finding } from './finding.js'

/** A row of the table of what can be found. */
export interface Rule extends Omit<Finding, 'evidence'> {
  /** Whether it stands between an endpoint and the verdict `enforced`. */
  readonly blocks?: true
  /** What shows it; `undefined` where it was not found. */
  readonly look: (evidence: Evidence) => string | undefined
}
