import { decide } from './decide.js'
import type { Evidence } from './evidence.js'
import { SEVERITIES, type Finding } from './finding.js'
import { notEstablished } from './not-established.js'
import type { Rule } from './rule.js'
import { RULES } from './rules.js'
import type { Verdict } from './verdict.js'

export interface Judgement {
  readonly verdict: Verdict
  /** A sentence that says what the verdict stands on. */
  readonly reason: string
  /** The gravest first. */
  readonly findings: readonly Finding[]
  readonly notEstablished: readonly string[]
}

/** Says what the evidence of one address amounts to. Silence is never a pass. */
export function judge(evidence: Evidence): Judgement {
  const found = RULES.flatMap((rule) => {
    const seen = rule.look(evidence)
    return seen === undefined ? [] : [{ rule, finding: findingOf(rule, seen) }]
  })
  const blocking = found.filter(({ rule }) => rule.blocks).map(({ rule }) => rule.title)
  const findings = SEVERITIES.flatMap((severity) =>
    found.map(({ finding }) => finding).filter((finding) => finding.severity === severity),
  )
  return { ...decide(evidence, blocking), findings, notEstablished: notEstablished(evidence) }
}

function findingOf({ id, severity, title, mend }: Rule, evidence: string): Finding {
  return { id, severity, title, evidence, mend }
}
