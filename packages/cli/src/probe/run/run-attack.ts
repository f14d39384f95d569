import type { NamedRequest, ProbeAttack, Situation } from '../attacks/attack.js'
import { bearer } from '../http/bearer-request.js'
import type { Client } from '../http/client.js'
import type { Outcome } from '../http/outcome.js'
import { judgeOutcome, type Baseline, type Judgement } from '../judge/judge-outcome.js'
import { isSameBody } from '../judge/same-body.js'
import { pool } from './pool.js'

/** One request of an attack, and what came of it. */
export interface Trial {
  readonly name: string
  readonly judgement: Judgement
}

/** What came of an attack. */
export interface AttackRun {
  readonly attack: ProbeAttack
  readonly trials: readonly Trial[]
  /** Why not all requests were sent, as a sentence. */
  readonly reason: string | undefined
}

export interface RunnerOptions {
  readonly client: Client
  readonly baseline: Baseline
  readonly concurrency: number
  readonly signal: AbortSignal
  readonly onRequest: () => void
}

/** Each silence costs the whole time of a request: after so many the point is made. */
const SILENCES = 3

/** How often a token is sent that may only have come at a bad time. */
const LOOKS = 3

/** A good answer takes milliseconds. */
const SLOW = 1000

/** Sends the requests of an attack, and looks twice at what a neighbour may have caused. */
export async function runAttack(
  attack: ProbeAttack,
  situation: Situation,
  options: RunnerOptions,
): Promise<AttackRun> {
  const requests = await attack.requests(situation)
  const { client, concurrency, signal, onRequest } = options
  let silences = 0
  const stopped = (): boolean => signal.aborted || silences >= SILENCES

  async function send({ request, before }: NamedRequest): Promise<Outcome | undefined> {
    if (stopped()) return undefined
    if (before !== undefined) await client.send(before)
    const outcome = await client.send(request)
    onRequest()
    if (outcome.kind === 'failure' && outcome.reason === 'timeout') silences += 1
    return signal.aborted ? undefined : outcome
  }

  /** 503 may be a limit of how many requests there may be, which a good token would run into as well. */
  async function lookAgain(
    named: NamedRequest,
  ): Promise<{ readonly outcome: Outcome | undefined; readonly limited: boolean }> {
    let outcome = await send(named)
    for (let attempt = 1; isUnavailable(outcome) && attempt < LOOKS; attempt++) {
      const good = await client.send(bearer(situation.subject.token()))
      if (isUnavailable(good)) return { outcome, limited: true }
      outcome = (await send(named)) ?? outcome
    }
    return { outcome, limited: false }
  }

  const outcomes = await pool(requests, concurrency, send)
  const doubtful = outcomes.flatMap((outcome, at) => (isDoubtful(outcome) ? [at] : []))
  silences = 0
  const limited = new Set<number>()
  for (const at of doubtful) {
    // A server that is busy with one token, or falls over by it, is so for all of them: alone each shows its own answer.
    const again = await lookAgain(requests[at] as NamedRequest)
    outcomes[at] = again.outcome ?? outcomes[at]
    if (again.limited) limited.add(at)
  }
  // It was not silent after all: what was left out can be asked.
  for (const [at, named] of requests.entries()) outcomes[at] ??= await send(named)
  const trials = requests.flatMap((named, at) => {
    const outcome = outcomes[at]
    if (outcome === undefined) return []
    const judgement = judge(attack, named, outcome, options.baseline)
    return [{ name: named.name, judgement: limited.has(at) ? limit(judgement) : judgement }]
  })
  return { attack, trials, reason: reasonOf(requests.length - trials.length, signal) }
}

/** What another request may have caused: delay, a connection that went down, or a limit of how many at once. */
function isDoubtful(outcome: Outcome | undefined): boolean {
  if (outcome === undefined) return false
  return outcome.kind === 'failure' || isUnavailable(outcome) || outcome.time > SLOW
}

function isUnavailable(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'answer' && outcome.status === 503
}

function limit(judgement: Judgement): Judgement {
  return { ...judgement, result: 'throttled', leak: undefined, fault: undefined }
}

function reasonOf(left: number, signal: AbortSignal): string | undefined {
  if (left === 0) return undefined
  return signal.aborted
    ? `It was ended with ${left} requests left.`
    : `After ${SILENCES} requests without an answer the other ${left} were left out.`
}

/** What an answer is for this attack: not every 2xx is bad, and not every refusal good. */
function judge(
  { expect }: ProbeAttack,
  { request, presented }: NamedRequest,
  outcome: Outcome,
  baseline: Baseline,
): Judgement {
  const judgement = judgeOutcome(outcome, request, { baseline, presented })
  const { result } = judgement
  if (expect === 'refused' || (result !== 'accepted' && result !== 'refused')) return judgement
  if (expect === 'answered') return { ...judgement, result: 'refused' }
  if (expect === 'accepted') {
    return { ...judgement, result: result === 'accepted' ? 'refused' : 'accepted' }
  }
  const { good, goodBefore } = baseline
  const given =
    outcome.kind === 'answer' && good.body !== '' && isSameBody(outcome, good, goodBefore)
  return { ...judgement, result: result === 'accepted' && given ? 'accepted' : 'refused' }
}

/** Whether it took long where a good token takes milliseconds. */
export function isSlow({ judgement }: Trial, { good }: Baseline): boolean {
  return judgement.result !== 'error' && judgement.time > SLOW && good.time < SLOW / 4
}
