/**
 * How a check ended. `unusual`: allowed, and seldom what anybody wants. `unchecked`: it was not looked at,
 * and the text says why.
 */
export type Verdict = 'passed' | 'unusual' | 'wrong' | 'unchecked'

/** One check, and how it ended. Texts may hold what a stranger's document says. */
export interface Finding {
  /** What was checked: stable, a few words. */
  readonly check: string
  readonly verdict: Verdict
  readonly text: string
  /** Where that stands: a specification and its section. */
  readonly reference: string
  /** What to do about it. */
  readonly fix?: string
}

/** Findings on one thing. */
export interface Section {
  readonly title: string
  /** The document, or what was asked. */
  readonly url: string
  readonly findings: readonly Finding[]
}

type Make = (check: string, text: string, reference: string, fix?: string) => Finding

const maker =
  (verdict: Verdict): Make =>
  (check, text, reference, fix) => ({
    check,
    verdict,
    text,
    reference,
    ...(fix !== undefined && { fix }),
  })

export const passed: Make = maker('passed')
export const unusual: Make = maker('unusual')
export const wrong: Make = maker('wrong')
export const unchecked: Make = maker('unchecked')
