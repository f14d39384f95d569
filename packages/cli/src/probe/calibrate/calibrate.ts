import { setTimeout as sleep } from 'node:timers/promises'
import type { AttackSubject } from '@countersign/testing/attacks'
import { bearer } from '../http/bearer-request.js'
import type { Client } from '../http/client.js'
import type { Answer, Outcome, ProbeRequest } from '../http/outcome.js'
import { lineOf, type Baseline } from '../judge/judge-outcome.js'
import { redact, secretsOf } from '../judge/leaks.js'
import { isSameBody } from '../judge/same-body.js'
import type { AnswerSummary } from '../probe-report.js'

/** A request, and what came of it. */
export interface Asked {
  readonly request: ProbeRequest
  readonly outcome: Outcome
}

/** What the server makes of a good token, of none, and of rubbish. */
export interface Calibrated {
  readonly good: Asked
  readonly none: Asked
  readonly garbage?: Asked
  /** The subject whose good token was taken. */
  readonly subject?: AttackSubject
  readonly baseline?: Baseline
  /** Without a token the route answers all the same. */
  readonly unprotected?: boolean
  /** Why no attack would say anything, as a sentence. */
  readonly problem?: string
}

/** Milliseconds between two attempts while there is patience. */
const PAUSE = 500

/** How often a server is asked that has fallen over. */
const ATTEMPTS = 8

/**
 * Asks with a good token, twice, with none and with rubbish: an attack says something only where these differ.
 *
 * @param subjects One good token each; the first that is taken is attacked.
 * @param patience Seconds to wait until one is.
 */
export async function calibrate(
  client: Client,
  subjects: readonly AttackSubject[],
  { patience, signal }: { readonly patience: number; readonly signal: AbortSignal },
): Promise<Calibrated> {
  const { good, subject } = await firstTaken(client, subjects, { patience, signal })
  // A server may remember the connection on which a good token came.
  const none = await ask(client, { fresh: true })
  if (subject === undefined || !isTaken(good.outcome)) {
    if (isTaken(none.outcome)) return { good, none, unprotected: true }
    return { good, none, problem: `A good token was not taken: ${lineOf(good.outcome)}.` }
  }
  // The second answer: the first one may have had to wait for the issuer's keys.
  const again = await ask(client, bearer(subject.token()))
  if (!isTaken(again.outcome)) {
    const problem = `A good token was taken once, and then not any more: ${lineOf(again.outcome)}.`
    return { good: again, none, problem }
  }
  const goods = { good: again.outcome, goodBefore: good.outcome }
  if (none.outcome.kind === 'failure') {
    return { good, none, problem: `A request without a token: ${lineOf(none.outcome)}.` }
  }
  if (isTaken(none.outcome)) {
    const unprotected = isSameBody(none.outcome, goods.good, goods.goodBefore)
    return { good: again, none, ...(unprotected ? { unprotected } : { problem: TELLS_NOTHING }) }
  }
  const garbage = await ask(client, { ...bearer('x.y.z'), fresh: true })
  const baseline = { ...goods, none: none.outcome, garbage: garbage.outcome }
  return { good: again, none, garbage, subject, baseline }
}

const TELLS_NOTHING =
  'Without a token the answer is a success as well, with another body: whether a token is refused cannot be told.'

async function ask(client: Client, request: ProbeRequest): Promise<Asked> {
  return { request, outcome: await client.send(request) }
}

async function firstTaken(
  client: Client,
  subjects: readonly AttackSubject[],
  { patience, signal }: { readonly patience: number; readonly signal: AbortSignal },
): Promise<{ good: Asked; subject?: AttackSubject }> {
  const end = performance.now() + patience * 1000
  for (;;) {
    let last: Asked = { request: {}, outcome: { kind: 'failure', reason: 'unreachable', time: 0 } }
    for (const subject of subjects) {
      last = await ask(client, bearer(subject.token()))
      if (isTaken(last.outcome)) return { good: last, subject }
    }
    if (performance.now() >= end || signal.aborted) return { good: last }
    await sleep(PAUSE, undefined, { signal }).catch(() => {})
  }
}

/** Whether an answer is 2xx. */
export function isTaken(outcome: Outcome): outcome is Answer {
  return outcome.kind === 'answer' && outcome.status >= 200 && outcome.status < 300
}

/** What becomes of a good token now. A server that has fallen over gets some seconds to come back. */
export async function askAgain(
  client: Client,
  subject: AttackSubject,
  signal: AbortSignal,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await client.send(bearer(subject.token()))
    // Who answers by a refusal has not fallen over.
    const standing = outcome.kind === 'answer' && outcome.status < 500
    if (standing || attempt === ATTEMPTS || signal.aborted) return outcome
    await sleep(PAUSE, undefined, { signal }).catch(() => {})
  }
}

/** What may be shown of an answer: nothing that was sent, and none of these. */
export function summaryOf({ outcome, request }: Asked, secrets: readonly string[]): AnswerSummary {
  const challenge =
    outcome.kind === 'answer' ? outcome.headers['www-authenticate']?.join(', ') : undefined
  return {
    status: outcome.kind === 'answer' ? outcome.status : undefined,
    line: lineOf(outcome),
    challenge:
      challenge &&
      redact(challenge.slice(0, 2000), [...secretsOf(request), ...secrets]).slice(0, 300),
    time: Math.round(outcome.time * 10) / 10,
  }
}
