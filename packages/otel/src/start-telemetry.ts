import { metrics, trace } from '@opentelemetry/api'
import { Bounds } from './bounds.js'
import { checkSources } from './health-sources.js'
import { listen } from './listeners.js'
import { addHealth } from './observe-health.js'
import { Recorder } from './recorder.js'
import { Spans } from './spans.js'
import { type Stoppable, stoppable } from './stoppable.js'
import { checkOptions, resolveCardinality, type TelemetryOptions } from './telemetry-options.js'

/**
 * Makes metrics and spans of whatever the packages of Countersign tell, until it is stopped.
 *
 * Call it once in a process: twice counts everything twice. Whatever a provider throws later goes to the
 * `diag` logger of OpenTelemetry, and fails no request. Throws a TypeError, which names the option.
 */
export function startTelemetry(options: TelemetryOptions = {}): Stoppable {
  checkOptions(options)
  checkSources(options)
  const { meterProvider, tracerProvider, spans: mode = 'child', usage = true } = options
  const bounds = new Bounds(resolveCardinality(options.cardinality))
  const recorder = new Recorder({
    provider: () => meterProvider ?? metrics.getMeterProvider(),
    bounds,
    onMeter: (meter) => addHealth(meter, options, bounds),
  })
  const spans =
    mode === 'none'
      ? undefined
      : new Spans({ provider: () => tracerProvider ?? trace.getTracerProvider(), mode, bounds })
  const unlisten = listen({ recorder, spans, usage })
  return stoppable(() => {
    unlisten()
    recorder.release()
  })
}
