/** How bad a finding is. `info`: worth knowing, and no fault. */
export type ProbeSeverity = 'critical' | 'high' | 'medium' | 'low' | 'info'

/** From the worst to the mildest. */
export const SEVERITIES: readonly ProbeSeverity[] = ['critical', 'high', 'medium', 'low', 'info']

/** Whether the first is as bad as the second, or worse. */
export function isAtLeast(severity: ProbeSeverity, least: ProbeSeverity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least)
}

/** Sorts the worst first. */
export function bySeverity(
  a: { readonly severity: ProbeSeverity },
  b: { readonly severity: ProbeSeverity },
): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
}
