import { setMaxListeners } from 'node:events'
import { attackerJwks } from '@countersign/testing/attacks'
import { allAttacks, FAMILIES } from './attacks/all-attacks.js'
import type { ProbeAttack, Situation } from './attacks/attack.js'
import { calibrate, type Calibrated } from './calibrate/calibrate.js'
import { startCollector, type Collector } from './collector.js'
import { subjectsOf } from './credentials/subjects.js'
import { createClient, type Client } from './http/client.js'
import { settingsOf, type ProbeOptions, type Settings } from './probe-options.js'
import type { ProbeReport } from './probe-report.js'
import { buildReport, type Course } from './run/build-report.js'
import { endOf } from './run/end-of.js'
import { runAttacks } from './run/run-attacks.js'
import { exploreServer } from './situation.js'
import { resolveTarget, type Target } from './target/resolve-target.js'

/**
 * Attacks a server that takes access tokens, whatever it is made of, and reports what it should have refused.
 *
 * Sends good tokens, forged ones, and requests that no client would send, and nothing else: no redirect is followed,
 * and no other host is asked. Use it on servers of your own only; without `iOwnThisHost` it refuses all others.
 *
 * A server that takes no good token, or stops taking them, makes the report `undecided`: it is not an error.
 *
 * @throws TypeError that names the option that is wrong.
 * @throws ProbeError if the target is refused or does not answer, or a token or key set cannot be used.
 */
export async function probe(options: ProbeOptions): Promise<ProbeReport> {
  const settings = settingsOf(options)
  const attacks = chosen(options.families)
  const { signal, stop } = endOf(settings.deadline, options.signal)
  // Every request and every connection waits for it: Node would warn of a leak.
  setMaxListeners(0, signal)
  try {
    const { timeout, patience } = settings
    const { iOwnThisHost = false, lookup } = options
    const target = await resolveTarget(options.url, {
      iOwnThisHost,
      timeout,
      patience,
      signal,
      ...(lookup && { lookup }),
    })
    return await withTools(target, settings, signal, (tools) =>
      attackTarget(attacks, options, tools),
    )
  } finally {
    stop()
  }
}

interface Tools {
  readonly settings: Settings
  readonly target: Target
  readonly signal: AbortSignal
  readonly client: Client
  readonly collector: Collector | undefined
}

async function withTools<T>(
  target: Target,
  settings: Settings,
  signal: AbortSignal,
  use: (tools: Tools) => Promise<T>,
): Promise<T> {
  const client = createClient(target, { ...settings, signal })
  // Elsewhere than on this machine nobody could reach it.
  const collector = target.loopback ? await startCollector() : undefined
  try {
    return await use({ settings, target, signal, client, collector })
  } finally {
    client.close()
    collector?.close()
  }
}

async function attackTarget(
  attacks: readonly ProbeAttack[],
  options: ProbeOptions,
  tools: Tools,
): Promise<ProbeReport> {
  const { settings, target, signal, client, collector } = tools
  const startedAt = new Date()
  const ended = (): string =>
    options.signal?.aborted === true
      ? 'It was interrupted.'
      : `The deadline of ${settings.deadline} seconds was over.`
  const { candidates, keyless } = await subjectsOf(options, {
    collectorUrl: collector?.url,
    timeout: settings.timeout,
    signal,
  })
  const progress = { doing: 'asking with a good token', attack: 0, attacks: attacks.length }
  options.onProgress?.({ ...progress, requests: 0 })
  const calibrated = await calibrate(client, candidates, { patience: settings.patience, signal })
  const common = { target, settings, startedAt, attacks, calibrated }
  const { subject, baseline } = calibrated
  if (signal.aborted || subject === undefined || baseline === undefined) {
    return buildReport({ ...common, reason: signal.aborted ? ended() : problemOf(calibrated) })
  }
  // Of the attacker: a server that takes its keys from there takes the tokens as well.
  collector?.serve(await attackerJwks(subject))
  const situation: Situation = await exploreServer(client, subject, {
    target,
    method: settings.method,
    publicUrl: options.publicUrl,
    strictTimes: options.strictTimes ?? false,
  })
  let requests = 0
  const result = await runAttacks(attacks, situation, {
    client,
    baseline,
    concurrency: settings.concurrency,
    signal,
    collector,
    keyless,
    ended,
    onRequest: () => void (requests += 1),
    onAttack: ({ id }, attack) =>
      options.onProgress?.({ doing: id, attack, attacks: attacks.length, requests }),
  })
  const course: Course = { ...common, situation, result, requests, reason: result.reason }
  return buildReport(course)
}

function problemOf({ unprotected, problem }: Calibrated): string | undefined {
  return unprotected === true ? undefined : problem
}

function chosen(families: readonly string[] | undefined): readonly ProbeAttack[] {
  if (families === undefined) return allAttacks
  const unknown = families.find((family) => !FAMILIES.includes(family))
  if (unknown !== undefined || families.length === 0) {
    throw new TypeError(`"families" must be some of: ${FAMILIES.join(', ')}`)
  }
  return allAttacks.filter(({ family }) => families.includes(family))
}
