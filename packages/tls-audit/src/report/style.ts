import type { Severity } from '../judge/finding.js'
import type { Verdict } from '../judge/verdict.js'

export type Paint = (text: string) => string

/** What paints text for a terminal. */
export interface TextStyle {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly yellow: Paint
  readonly green: Paint
  readonly cyan: Paint
}

const same: Paint = (text) => text

/** Text as it is. */
export const PLAIN: TextStyle = {
  bold: same,
  dim: same,
  red: same,
  yellow: same,
  green: same,
  cyan: same,
}

export const VERDICT_COLOURS: Readonly<Record<Verdict, keyof TextStyle>> = {
  enforced: 'green',
  offered: 'yellow',
  unknown: 'yellow',
  none: 'red',
}

export const SEVERITY_COLOURS: Readonly<Record<Severity, keyof TextStyle>> = {
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'dim',
}
