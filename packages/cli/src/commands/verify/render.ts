import type { Context } from '../../command.js'
import { timeText } from '../../inspect/time-text.js'
import { paragraph, table } from '../../terminal/layout.js'
import { safeText } from '../../terminal/safe-text.js'
import type { Style } from '../../terminal/style.js'
import type {
  Explanation,
  StepReport,
  StepState,
  VerifiedSummary,
  VerifyReport,
} from '../../verify/step-report.js'

type Screen = Pick<Context, 'style' | 'columns'>

const INDENT = { indent: 2 }

const PAINTS: Readonly<Record<StepState, keyof Style>> = {
  passed: 'green',
  failed: 'red',
  undecided: 'yellow',
  'not reached': 'dim',
  'not asked': 'dim',
}

/** How each step ended, and why; for people. `now`: seconds. */
export function render(report: VerifyReport, now: number, screen: Screen): string {
  const { steps, explanation, token, verdict } = report
  return [
    table(
      steps.map((step) => stepRow(step, screen.style)),
      screen.columns,
    ),
    explanation ? renderExplanation(explanation, verdict, screen) : '',
    token ? renderToken(token, now, screen) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function stepRow(
  { number, title, question, state, note }: StepReport,
  style: Style,
): readonly string[] {
  return [`${number}`, style[PAINTS[state]](state), title, style.dim(note ?? question)]
}

function renderExplanation(
  { reason, status, code, meaning, advice, detail, seen, isSeenSigned }: Explanation,
  verdict: VerifyReport['verdict'],
  { style, columns }: Screen,
): string {
  const heading = verdict === 'undecided' ? style.yellow('Not decided') : style.red('Refused')
  const answer = code === undefined ? `${status}` : `${status} ${code}`
  const rows = [
    ['Reason', style.bold(reason)],
    ['Answer', answer],
    ['Meaning', meaning],
    ...(detail === undefined ? [] : [['Detail', safeText(detail)]]),
    ...seen.map((hint, index) => [index === 0 ? 'Seen' : '', safeText(hint)]),
    ['What to do', advice],
  ]
  const caution = seen.length > 0 && !isSeenSigned ? `\n${paragraph(CAUTION, columns, INDENT)}` : ''
  return `${heading}\n${table(rows, columns, INDENT)}${style.dim(caution)}`
}

const CAUTION = 'What was seen is what was sent: it is not verified.'

function renderToken(
  { kind, scheme, issuer, subject, clientId, scopes, expiresAt, binding }: VerifiedSummary,
  now: number,
  { style, columns }: Screen,
): string {
  const bound = [
    ...(binding?.jkt === undefined ? [] : [`key ${binding.jkt} (DPoP)`]),
    ...(binding?.x5tS256 === undefined ? [] : [`certificate ${binding.x5tS256}`]),
  ]
  const rows = [
    ['Kind', `${kind === 'jwt' ? 'JWT' : 'opaque'}, by ${scheme}`],
    ['Issuer', issuer],
    ['Subject', subject ?? 'none'],
    ['Client', clientId ?? 'not named'],
    ['Scopes', scopes.join(' ') || 'none'],
    ['Expires', timeText(expiresAt, now)],
    ['Bound to', bound.join(', ') || 'nothing'],
  ].map(([name = '', value = '']) => [name, safeText(value)])
  return `${style.green('Verified')}\n${table(rows, columns, INDENT)}`
}
