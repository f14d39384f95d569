import type { AuditSettings } from './audit-options.js'
import { openConnection } from './connect/open-connection.js'
import type { Pace } from './connect/pace.js'
import type { Endpoint, Route } from './endpoint.js'
import type { Handshakes } from './handshake/handshakes.js'
import { shakeHands } from './handshake/shake-hands.js'
import { judge } from './judge/judge.js'
import { sentenceOf } from './judge/words.js'
import type { EndpointReport } from './report/report.js'
import type { Survey } from './survey/survey.js'
import { surveyRoute } from './survey/survey-endpoint.js'
import { formatTarget } from './target/parse-target.js'
import { unlessStuck } from './unless-stuck.js'

const NO_SURVEY: Survey = {
  versions: [],
  groups: [],
  ephemeralKeys: { samples: 0, reused: undefined },
  dhePrimes: [],
}

/** Looks at one address with both engines, and judges what they saw. Never rejects. */
export async function auditRoute(
  route: Route,
  pace: Pace,
  settings: AuditSettings,
  signal: AbortSignal,
): Promise<EndpointReport> {
  try {
    const work = look(route, reporting(route, pace, settings), settings)
    const report = await unlessStuck(work, signal)
    // What was not asked was not asked for this reason, whatever it looks like.
    const isEnded = signal.aborted && report.verdict === 'unknown'
    return isEnded ? { ...report, reason: sentenceOf(signal.reason) } : report
  } catch (error) {
    return unknownReport(route, sentenceOf(error))
  }
}

/** What there is to say where nothing could be asked. */
export function unknownReport(
  { endpoint, address }: { endpoint: Endpoint; address: string | undefined },
  reason: string,
): EndpointReport {
  return {
    ...namesOf(endpoint),
    address,
    verdict: 'unknown',
    reason,
    findings: [],
    survey: undefined,
    handshakes: undefined,
    notEstablished: [],
  }
}

async function look(route: Route, pace: Pace, { samples }: AuditSettings): Promise<EndpointReport> {
  // Where nobody listens, one connection tells it as well as fifty.
  await pace.turn(async (signal) => {
    const socket = await openConnection(route, signal)
    socket.destroy()
  })
  const [survey, handshakes] = await Promise.all([
    settled(surveyRoute(route, { pace, open: openConnection, samples })),
    settled(shakeHands(route, { pace, now: Date.now })),
  ])
  const judgement = judge({
    endpoint: route.endpoint,
    survey: survey.value ?? NO_SURVEY,
    handshakes: handshakes.value ?? noHandshakes(handshakes.reason),
    now: Date.now(),
  })
  const failed = survey.reason ?? handshakes.reason
  return {
    ...namesOf(route.endpoint),
    address: route.address,
    ...judgement,
    // What an engine ended with says more than what it left out.
    ...(judgement.verdict === 'unknown' && failed !== undefined && { reason: failed }),
    survey: survey.value,
    handshakes: handshakes.value,
  }
}

interface Settled<T> {
  readonly value?: T
  /** A sentence. */
  readonly reason?: string
}

async function settled<T>(work: Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await work }
  } catch (error) {
    return { reason: sentenceOf(error) }
  }
}

function noHandshakes(reason = 'None was tried.'): Handshakes {
  return {
    usual: { completed: false, reason },
    versions: [],
    certificate: undefined,
    asksForClientCertificate: undefined,
    resumption: {
      tls12: undefined,
      tls13: undefined,
      tickets: undefined,
      ticketLifetime: undefined,
      versions: [],
    },
    hsts: undefined,
  }
}

// No key and no certificate of a client: the report goes to others.
function namesOf(endpoint: Endpoint): Pick<EndpointReport, 'target' | 'endpoint'> {
  const { host, port, protocol, servername } = endpoint
  return { target: formatTarget(endpoint), endpoint: { host, port, protocol, servername } }
}

function reporting({ endpoint, address }: Route, pace: Pace, { onProgress }: AuditSettings): Pace {
  if (!onProgress) return pace
  const target = formatTarget(endpoint)
  let connections = 0
  return {
    async turn(task) {
      return pace.turn(async (signal) => {
        onProgress({ target, address, connections: ++connections })
        return task(signal)
      })
    },
  }
}
