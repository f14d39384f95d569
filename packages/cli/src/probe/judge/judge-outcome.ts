import { BODY_LIMIT, type Answer, type Outcome, type ProbeRequest } from '../http/outcome.js'
import {
  challengeFault,
  errorCode,
  type ChallengeFault,
  type Presented,
} from './challenge-faults.js'
import { leakOf, secretsOf, type Leak } from './leaks.js'

/** What is made of an outcome. */
export interface Judgement {
  readonly result: 'refused' | 'accepted' | 'error' | 'leak' | 'throttled'
  readonly leak: Leak | undefined
  readonly fault: ChallengeFault | undefined
  /** Like `401 invalid_token`. */
  readonly line: string
  readonly time: number
}

/** The answers that others are laid beside. */
export interface Baseline {
  readonly good: Answer
  /** What the same good token got before. */
  readonly goodBefore: Answer
  readonly none: Outcome
  readonly garbage: Outcome
}

// A request larger than what most servers take for headers may be cut off without an answer.
const LARGE = 8000

export function judgeOutcome(
  outcome: Outcome,
  request: ProbeRequest,
  { baseline, presented }: { readonly baseline: Baseline; readonly presented: Presented },
): Judgement {
  const common = { leak: undefined, fault: undefined, line: lineOf(outcome), time: outcome.time }
  if (outcome.kind === 'failure') {
    const cutOff = outcome.reason !== 'timeout' && sizeOf(request) > LARGE
    return { ...common, result: cutOff ? 'refused' : 'error' }
  }
  const { status } = outcome
  const leak = leakOf(outcome, secretsOf(request), baseline.good)
  if (status >= 500) return { ...common, result: 'error', leak }
  if (status === 429) return { ...common, result: 'throttled' }
  if (status < 400 && !isUsual(outcome, baseline)) return { ...common, result: 'accepted' }
  const fault = challengeFault(outcome, presented)
  return { ...common, result: leak === undefined ? 'refused' : 'leak', leak, fault }
}

/** The status and the code of an outcome, or what came instead. Holds no text of the server but the code. */
export function lineOf(outcome: Outcome): string {
  if (outcome.kind === 'failure') return FAILURES[outcome.reason]
  const code = errorCode(outcome)
  return code === undefined ? `${outcome.status}` : `${outcome.status} ${code}`
}

const FAILURES = {
  timeout: 'no answer in time',
  closed: 'connection closed without an answer',
  unreachable: 'no connection',
  unreadable: 'an answer that is no HTTP',
  cut: 'not answered before the end',
} as const

/**
 * A login page for everyone is no welcome, and neither is one for whoever sends rubbish: a good token gets 2xx, so that
 * a server which sends rubbish elsewhere has told it apart.
 */
function isUsual(answer: Answer, { none, garbage }: Baseline): boolean {
  if (isSame(answer, none)) return true
  return answer.status >= 300 && isSame(answer, garbage)
}

function isSame(answer: Answer, other: Outcome): boolean {
  return (
    other.kind === 'answer' && other.status === answer.status && placeOf(other) === placeOf(answer)
  )
}

function placeOf({ headers }: Answer): string | undefined {
  return headers['location']?.[0]?.split('?')[0]
}

function sizeOf({ query = '', headers = [], body = '' }: ProbeRequest): number {
  const sizes = headers.map(([name, value]) => name.length + value.length)
  return sizes.reduce((sum, size) => sum + size, query.length + Math.min(body.length, BODY_LIMIT))
}
