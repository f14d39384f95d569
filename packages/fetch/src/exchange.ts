import { type AuthError, isAuthError, type Policy, type Verifier } from '@countersign/core'
import {
  authenticateAtOnce,
  type AuthContext,
  authorizeRequest,
  type Connection,
  connectionOf,
  contextOf,
  keepContext,
  mergedConnection,
  observeUsage,
  webAnswerTo,
  type WebExchange,
  webTokenRequest,
} from '@countersign/core/adapter'
import type { FetchOptions } from './options.js'
import { readForm } from './read-form.js'

/** A request, what it came with, and what is kept with. */
export interface Arrival {
  readonly request: Request
  /** What the platform has handed over beside it. */
  readonly platform: unknown
  /** What is known besides. */
  readonly connection?: Connection | undefined
  /** The object that stands for the request in the framework. */
  readonly carrier: object
  /** Template of the matched route; asked for once the answer has ended. */
  readonly route: () => string | undefined
}

/** A request that was looked at, and its answer. */
export interface Exchange extends WebExchange {
  readonly route: () => string | undefined
}

const exchanges = new WeakMap<object, Exchange>()

/** The latest of a request; `undefined`: nobody has looked. */
export function exchangeOf(carrier: object): Exchange | undefined {
  return exchanges.get(carrier)
}

/** Authenticates a request, and keeps what was found with it; rejects with an AuthError. */
export async function authenticateArrival<Claims>(
  verifier: Verifier<Claims>,
  arrival: Arrival,
  options: FetchOptions,
): Promise<AuthContext<Claims>> {
  const { carrier, request } = arrival
  const exchange = await begin(arrival, options)
  try {
    const { optional = false } = options
    const earlier = contextOf(carrier) ?? contextOf(request)
    const context = await authenticateAtOnce(verifier, exchange.seen, { optional }, earlier)
    keepContext(carrier, context)
    // For what is handed the request itself, behind a framework: a proof works once.
    keepContext(request, context)
    observe(exchange, context.auth)
    return context
  } catch (error) {
    if (isAuthError(error)) observe(exchange, error)
    throw error
  }
}

/** Checks a policy on an authenticated request; rejects with an AuthError. */
export async function authorizeCarrier(carrier: object, policy: Policy): Promise<void> {
  try {
    await authorizeRequest(contextOf(carrier), policy)
  } catch (error) {
    const exchange = exchangeOf(carrier)
    if (exchange && isAuthError(error)) observe(exchange, error)
    throw error
  }
}

async function begin(arrival: Arrival, options: FetchOptions): Promise<Exchange> {
  const { request, platform, carrier, route } = arrival
  const { formLimit = 0 } = options
  const known = connectionOf(platform, request)
  const told = options.connection?.(request, platform)
  const connection = mergedConnection([known, arrival.connection, told])
  // Now: what is given may be read, or gone, once somebody has waited.
  const answer = exchangeOf(carrier)?.answer ?? webAnswerTo(request, known)
  const body = formLimit > 0 ? await readForm(request, formLimit) : undefined
  const seen = webTokenRequest({ request, connection, body, raw: carrier })
  const exchange = { request, seen, route, answer }
  exchanges.set(carrier, exchange)
  return exchange
}

function observe(
  { answer, seen, route }: Exchange,
  outcome: AuthContext['auth'] | AuthError,
): void {
  if (answer) observeUsage(answer, seen, outcome, () => ({ route: route() }))
}
