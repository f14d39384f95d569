import type { MeterProvider, TracerProvider } from '@opentelemetry/api'
import { startTelemetry } from './start-telemetry.js'
import type { Stoppable } from './stoppable.js'
import type { TelemetryOptions } from './telemetry-options.js'
import { NAME, ownVersion } from './version.js'

/** Options of {@link CountersignInstrumentation}. */
export interface CountersignInstrumentationConfig extends Omit<
  TelemetryOptions,
  'meterProvider' | 'tracerProvider'
> {
  /** Whether it begins when it is made. Default true. */
  enabled?: boolean
}

/**
 * {@link startTelemetry} in the shape that `registerInstrumentations` and `NodeSDK` take: they give it their
 * providers. The constructor and `setConfig` throw a TypeError, which names the option.
 */
export class CountersignInstrumentation {
  readonly instrumentationName: string = NAME
  readonly instrumentationVersion: string = ownVersion()
  #config: CountersignInstrumentationConfig
  #meterProvider: MeterProvider | undefined
  #tracerProvider: TracerProvider | undefined
  #running: Stoppable | undefined

  constructor(config: CountersignInstrumentationConfig = {}) {
    this.#config = { enabled: true, ...config }
    if (this.#config.enabled === true) this.enable()
  }

  enable(): void {
    this.#running ??= this.#start()
  }

  disable(): void {
    this.#running?.stop()
    this.#running = undefined
  }

  setMeterProvider(meterProvider: MeterProvider): void {
    this.#meterProvider = meterProvider
    this.#restart()
  }

  setTracerProvider(tracerProvider: TracerProvider): void {
    this.#tracerProvider = tracerProvider
    this.#restart()
  }

  setConfig(config: CountersignInstrumentationConfig): void {
    this.#config = { enabled: true, ...config }
    this.#restart()
  }

  getConfig(): CountersignInstrumentationConfig {
    return this.#config
  }

  #restart(): void {
    if (!this.#running) return
    this.disable()
    this.enable()
  }

  #start(): Stoppable {
    const { enabled: _, ...options } = this.#config
    return startTelemetry({
      ...options,
      ...(this.#meterProvider && { meterProvider: this.#meterProvider }),
      ...(this.#tracerProvider && { tracerProvider: this.#tracerProvider }),
    })
  }
}
