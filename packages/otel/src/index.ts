export { CountersignInstrumentation } from './instrumentation.js'
export { observeHealth } from './observe-health.js'
export { startTelemetry } from './start-telemetry.js'

export type { HealthSources, LedgerLike, SizedLike, VerifierLike } from './health-sources.js'
export type { CountersignInstrumentationConfig } from './instrumentation.js'
export type { ObserveHealthOptions } from './observe-health.js'
export type { Stoppable } from './stoppable.js'
export type { Cardinality, SpanMode, TelemetryOptions } from './telemetry-options.js'
