import type { Problem } from '../ledger-types.js'

const MOST = 1_000

/** What about a problem is known; the rest is `undefined`. */
export type Finding = Pick<Problem, 'kind' | 'detail'> & Partial<Problem>

/** Collects problems, up to a bound. */
export class Findings {
  readonly problems: Problem[] = []

  get isFull(): boolean {
    return this.problems.length >= MOST
  }

  add(finding: Finding): void {
    if (this.isFull) return
    const { kind, issuer, subject, chain, sequence, position, detail } = finding
    this.problems.push({ kind, issuer, subject, chain, sequence, position, detail })
  }
}
