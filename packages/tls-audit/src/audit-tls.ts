import { auditSettings, type AuditOptions, type AuditSettings } from './audit-options.js'
import { auditRoute, unknownReport } from './audit-route.js'
import { createPace, type Pace } from './connect/pace.js'
import { eachAtMost } from './each-at-most.js'
import type { Endpoint, Route } from './endpoint.js'
import { worstOf } from './judge/verdict.js'
import { counted, sentenceOf } from './judge/words.js'
import type { EndpointReport, TlsReport } from './report/report.js'
import { addressesOf } from './target/addresses.js'
import { endpointsOf, type Target } from './target/endpoints-of.js'

/**
 * Looks from outside at how these endpoints speak TLS, and says whether each enforces forward secrecy.
 *
 * A target is what a user types (see {@link parseTarget}), or an endpoint with a client certificate or trust
 * of its own. Only these hosts are connected to: no redirect is followed, and no certificate authority asked.
 * What a server does, or does not, ends in a verdict, and is never thrown.
 *
 * @throws TypeError for options or targets that make no sense.
 */
export async function auditTls(
  targets: Target | readonly Target[],
  options: AuditOptions = {},
): Promise<TlsReport> {
  const settings = auditSettings(options)
  const endpoints = endpointsOf(targets)
  const startedAt = new Date().toISOString()
  const { signal, stop } = endOf(settings)
  try {
    const routes = await eachAtMost(settings.concurrency, endpoints, async (endpoint) =>
      routesOf(endpoint, settings, signal),
    )
    const paces = pacesBy(settings, signal)
    const reports = await eachAtMost(settings.concurrency, routes.flat(), async (route) =>
      'verdict' in route ? route : auditRoute(route, paces(route), settings, signal),
    )
    return {
      startedAt,
      finishedAt: new Date().toISOString(),
      verdict: worstOf(reports.map(({ verdict }) => verdict)),
      endpoints: reports,
    }
  } finally {
    stop()
  }
}

/** A route to each address, or what there is to say of a name without one. */
async function routesOf(
  endpoint: Endpoint,
  { everyAddress }: AuditSettings,
  signal: AbortSignal,
): Promise<readonly (Route | EndpointReport)[]> {
  try {
    const addresses = await addressesOf(endpoint, { everyAddress, signal })
    return addresses.map((address) => ({ endpoint, address }))
  } catch (error) {
    return [unknownReport({ endpoint, address: undefined }, sentenceOf(error))]
  }
}

/** Who listens at an address feels all that is asked there, whatever the name: one pace for it. */
function pacesBy(settings: AuditSettings, signal: AbortSignal): (route: Route) => Pace {
  const paces = new Map<string, Pace>()
  return ({ address, endpoint }) => {
    const place = `${address} ${endpoint.port}`
    const pace = paces.get(place) ?? createPace({ ...settings, signal })
    paces.set(place, pace)
    return pace
  }
}

/** Ends everything at the deadline, or when the user says so. */
function endOf({ deadline, signal }: AuditSettings): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  const end = (): void => controller.abort(new Error('it was ended before all was asked'))
  const timer = setTimeout(
    () => controller.abort(new Error(`the deadline of ${counted(deadline, 'second')} has passed`)),
    deadline * 1000,
  )
  if (signal?.aborted === true) end()
  signal?.addEventListener('abort', end, { once: true })
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
    },
  }
}
