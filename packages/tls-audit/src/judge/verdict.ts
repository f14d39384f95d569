/** The worst first. */
export const VERDICTS = ['none', 'unknown', 'offered', 'enforced'] as const

/**
 * - `enforced`: no handshake without forward secrecy is possible, as far as this can be seen;
 * - `offered`: a client of today gets it, and another one may not;
 * - `none`: no handshake with forward secrecy is possible;
 * - `unknown`: something that it depends on could not be asked.
 */
export type Verdict = (typeof VERDICTS)[number]

/** Of several: `none`, then `unknown`, then `offered`. `unknown` where there is none. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'unknown'
}
