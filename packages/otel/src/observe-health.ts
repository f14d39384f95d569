import {
  metrics,
  type BatchObservableResult,
  type Meter,
  type MeterProvider,
  type Observable,
} from '@opentelemetry/api'
import { Bounds } from './bounds.js'
import { checkSources, type HealthSources } from './health-sources.js'
import { rowsOf } from './metric-table.js'
import { observeSources } from './observe-sources.js'
import { meterOf } from './recorder.js'
import { type Stoppable, stoppable } from './stoppable.js'
import {
  assertKnown,
  assertProvider,
  type Cardinality,
  resolveCardinality,
} from './telemetry-options.js'

/** Options of {@link observeHealth}. */
export interface ObserveHealthOptions {
  /** Default: the global one, as it is now. */
  meterProvider?: MeterProvider
  cardinality?: Cardinality
}

/**
 * Has the state of verifiers, stores, lists and ledgers looked at whenever metrics are collected.
 *
 * For the module that makes them, where {@link startTelemetry} runs before. The global provider has to be
 * set by then. Throws a TypeError, which names the option.
 */
export function observeHealth(
  sources: HealthSources,
  options: ObserveHealthOptions = {},
): Stoppable {
  assertKnown('', sources, ['verifiers', 'replayStores', 'revocationLists', 'ledgers'])
  assertKnown('', options, ['meterProvider', 'cardinality'])
  checkSources(sources)
  assertProvider('meterProvider', options.meterProvider, 'getMeter')
  const bounds = new Bounds(resolveCardinality(options.cardinality))
  const provider = options.meterProvider ?? metrics.getMeterProvider()
  return stoppable(addHealth(meterOf(provider), sources, bounds))
}

/** Adds them to a meter, and gives back how to take them away. */
export function addHealth(meter: Meter, sources: HealthSources, bounds: Bounds): () => void {
  const { verifiers, replayStores, revocationLists, ledgers } = sources
  if (!verifiers && !replayStores && !revocationLists && !ledgers) return () => undefined
  const observables = new Map<string, Observable>(
    rowsOf('gauge', 'observable counter').map(([name, { kind, unit, description }]) => {
      const make = kind === 'gauge' ? 'createObservableGauge' : 'createObservableCounter'
      return [name, meter[make](name, { unit, description })]
    }),
  )
  const all = [...observables.values()]
  const look = (result: BatchObservableResult): void =>
    observeSources(sources, bounds, (name, value, attributes) => {
      const observable = observables.get(name)
      if (!observable || !Number.isFinite(value)) return
      result.observe(observable, value, bounds.clean(attributes))
    })
  meter.addBatchObservableCallback(look, all)
  return () => meter.removeBatchObservableCallback(look, all)
}
