import { diag } from '@opentelemetry/api'

/** Does something that must not fail anybody's request: what it throws goes to the diagnostics of OpenTelemetry. */
export function quietly(what: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    tell(what, error)
  }
}

function tell(what: string, error: unknown): void {
  try {
    diag.error(`@countersign/otel: ${what} failed`, error)
  } catch {
    // The logger is somebody's as well.
  }
}
