import type { KeysMessage } from '@countersign/core'
import {
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'
import { OTHER, type Bounds } from './bounds.js'
import { isOfPolicy, outcomeOf, tokenOf, type VerificationMessage, whoseOf } from './outcome.js'
import type { SpanMode } from './telemetry-options.js'
import { NAME, ownVersion } from './version.js'

/** What spans are made with. */
export interface SpansParts {
  readonly provider: () => TracerProvider
  readonly mode: Exclude<SpanMode, 'none'>
  readonly bounds: Bounds
}

/** Makes spans of what is over when it is told of. */
export class Spans {
  readonly #parts: SpansParts
  #made: { readonly provider: TracerProvider; readonly tracer: Tracer } | undefined

  constructor(parts: SpansParts) {
    this.#parts = parts
  }

  /**
   * A span below the active one, or attributes of that. A refusal is what a server is there for, and no
   * error; only an outage is.
   */
  verification(message: VerificationMessage): void {
    const active = recordingSpan()
    if (!active) return
    const outcome = outcomeOf(message)
    const attributes = this.#parts.bounds.clean({
      ...outcome,
      ...tokenOf(message),
      ...whoseOf(message),
    })
    // Of a policy, or of credentials that did not come, there is nothing that took its time.
    if (
      this.#parts.mode === 'attributes' ||
      message.duration === undefined ||
      isOfPolicy(message)
    ) {
      active.setAttributes(attributes)
      return
    }
    const { start, end } = times(message.duration)
    const span = this.#tracer().startSpan('countersign.verify', {
      kind: SpanKind.INTERNAL,
      startTime: start,
      attributes,
    })
    if (outcome['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end(end)
  }

  /** Below the span of the request that had them fetched, if that is not over; otherwise on its own. */
  keys({ event, issuer, keys, state, duration }: KeysMessage): void {
    if (duration === undefined) return
    const hasFailed = event === 'failed'
    const { start, end } = times(duration)
    const attributes = this.#parts.bounds.clean({
      'countersign.event': event,
      'countersign.state': state,
      'countersign.issuer': issuer,
      'error.type': hasFailed ? OTHER : undefined,
    })
    const options = { kind: SpanKind.INTERNAL, startTime: start, attributes }
    const parent = context.active()
    const span = this.#tracer().startSpan(
      'countersign.refresh_keys',
      { ...options, root: !recordingSpan() },
      parent,
    )
    span.setAttribute('countersign.key_set.keys', keys)
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end(end)
  }

  #tracer(): Tracer {
    const provider = this.#parts.provider()
    if (this.#made?.provider !== provider) {
      this.#made = { provider, tracer: provider.getTracer(NAME, ownVersion()) }
    }
    return this.#made.tracer
  }
}

/** One that is over, or that nobody samples, does not record. */
function recordingSpan(): Span | undefined {
  const span = trace.getActiveSpan()
  return span?.isRecording() === true ? span : undefined
}

function times(duration: number): { readonly start: number; readonly end: number } {
  const end = Date.now()
  return { start: end - duration, end }
}
