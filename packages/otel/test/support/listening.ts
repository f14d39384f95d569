import { startTelemetry, type TelemetryOptions } from '../../src/index.js'
import { type Collected, collecting } from './collected.js'

/** Telemetry of whatever a test publishes. */
export interface Listening extends Collected {
  readonly stop: () => void
}

export function listening(options: TelemetryOptions = {}): Listening {
  const collected = collecting()
  const { meterProvider } = collected
  const telemetry = startTelemetry({ meterProvider, ...options })
  return {
    ...collected,
    stop: () => telemetry.stop(),
    async close() {
      telemetry.stop()
      await collected.close()
    },
  }
}
