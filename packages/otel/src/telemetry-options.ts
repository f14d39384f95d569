import type { MeterProvider, TracerProvider } from '@opentelemetry/api'
import type { HealthSources } from './health-sources.js'

/** How many values an attribute may have, 0 to 1 000; further ones are `_OTHER`. 0: there is no such attribute. */
export interface Cardinality {
  /** Of `countersign.issuer`. Default 0. */
  readonly issuer?: number
  /** Of `countersign.client_id`. Default 0. */
  readonly clientId?: number
  /** Of `http.route`. Default 100. */
  readonly route?: number
}

/** Where a verification appears in a trace. */
export type SpanMode = 'child' | 'attributes' | 'none'

/** Options of {@link startTelemetry}. */
export interface TelemetryOptions extends HealthSources {
  /** Default: the global one, also if it is set later. */
  meterProvider?: MeterProvider
  /** Default: the global one, also if it is set later. */
  tracerProvider?: TracerProvider
  /**
   * `child` (the default): a span of its own, `countersign.verify`, below the active one. `attributes`: the
   * active span says it. Neither where no span is recorded. `none`: no spans at all.
   */
  spans?: SpanMode
  /**
   * Whether `countersign.usage.duration` is measured, which adapters make some effort for. Default true:
   * `false` where another instrumentation measures requests, and nobody asks about their tokens.
   */
  usage?: boolean
  cardinality?: Cardinality
}

/** Throws a TypeError, which names the option. */
export function resolveCardinality(given: Cardinality = {}): Required<Cardinality> {
  assertKnown('cardinality.', given, ['issuer', 'clientId', 'route'])
  const { issuer = 0, clientId = 0, route = 100 } = given
  for (const [name, value] of Object.entries({ issuer, clientId, route })) {
    if (!Number.isInteger(value) || value < 0 || value > 1000) {
      throw new TypeError(`"cardinality.${name}" must be a whole number from 0 to 1000`)
    }
  }
  return { issuer, clientId, route }
}

/** Throws a TypeError, which names the option. */
export function checkOptions(options: TelemetryOptions): void {
  assertKnown('', options, [
    'meterProvider',
    'tracerProvider',
    'spans',
    'usage',
    'cardinality',
    'verifiers',
    'replayStores',
    'revocationLists',
    'ledgers',
  ])
  const { spans = 'child', usage = true, meterProvider, tracerProvider } = options
  if (!['child', 'attributes', 'none'].includes(spans)) {
    throw new TypeError('"spans" must be "child" or "attributes" or "none"')
  }
  if (typeof usage !== 'boolean') throw new TypeError('"usage" must be true or false')
  assertProvider('meterProvider', meterProvider, 'getMeter')
  assertProvider('tracerProvider', tracerProvider, 'getTracer')
}

export function assertProvider(option: string, provider: unknown, method: string): void {
  if (provider === undefined) return
  const given = provider as Record<string, unknown> | null
  if (typeof given?.[method] === 'function') return
  throw new TypeError(`"${option}" must have a ${method}()`)
}

/** Refuses unknown names: a misspelt one would leave an option at its default, silently. */
export function assertKnown(prefix: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`"${prefix.slice(0, -1) || 'options'}" must be an object`)
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    throw new TypeError(
      `"${prefix}${name}" is not an option; the options here are ${known.join(', ')}`,
    )
  }
}
