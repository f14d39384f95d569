/** The gravest first. */
export const SEVERITIES = ['high', 'medium', 'low', 'info'] as const

export type Severity = (typeof SEVERITIES)[number]

/** One thing that was found, with what shows it and what mends it. */
export interface Finding {
  /** Stable: `static-rsa`, `weak-dh`, `long-tickets`, `old-version` … */
  readonly id: string
  readonly severity: Severity
  /** A sentence. */
  readonly title: string
  /** What was seen, with names and numbers. */
  readonly evidence: string
  /** The exact setting, by software; empty where there is nothing to set. */
  readonly mend: Readonly<Partial<Record<'node' | 'nginx' | 'envoy', string>>>
}
