import type { Counter, Histogram, Meter, MeterProvider } from '@opentelemetry/api'
import type { Bounds } from './bounds.js'
import {
  type AttributesOf,
  HTTP_BUCKETS,
  type NameOf,
  rowsOf,
  VERIFICATION_BUCKETS,
} from './metric-table.js'
import { NAME, ownVersion } from './version.js'

interface Instruments {
  readonly provider: MeterProvider
  readonly counters: ReadonlyMap<NameOf<'counter'>, Counter>
  readonly histograms: ReadonlyMap<NameOf<'histogram'>, Histogram>
  /** Takes back what goes with them. */
  readonly release: () => void
}

/** What metrics are recorded with. */
export interface RecorderParts {
  /** Asked each time: the global one may be set later, or replaced. */
  readonly provider: () => MeterProvider
  readonly bounds: Bounds
  /** Adds what is to be observed to a meter, and gives back how to take it away. */
  readonly onMeter: (meter: Meter) => () => void
}

/** Records counters and histograms. */
export class Recorder {
  readonly #parts: RecorderParts
  #instruments: Instruments

  constructor(parts: RecorderParts) {
    this.#parts = parts
    this.#instruments = this.#make(parts.provider())
  }

  add<Name extends NameOf<'counter'>>(
    name: Name,
    attributes: AttributesOf<Name>,
    value: unknown = 1,
  ): void {
    if (!isAmount(value) || value === 0) return
    this.#current().counters.get(name)?.add(value, this.#parts.bounds.clean(attributes))
  }

  /** Takes milliseconds, and records seconds; `undefined`: nobody has measured. */
  time<Name extends NameOf<'histogram'>>(
    name: Name,
    attributes: AttributesOf<Name>,
    milliseconds: unknown,
  ): void {
    if (!isAmount(milliseconds)) return
    const { histograms } = this.#current()
    histograms.get(name)?.record(milliseconds / 1000, this.#parts.bounds.clean(attributes))
  }

  release(): void {
    this.#instruments.release()
  }

  #current(): Instruments {
    const provider = this.#parts.provider()
    if (provider !== this.#instruments.provider) {
      this.#instruments.release()
      this.#instruments = this.#make(provider)
    }
    return this.#instruments
  }

  #make(provider: MeterProvider): Instruments {
    const meter = meterOf(provider)
    const counters = rowsOf('counter').map(
      ([name, { unit, description }]) =>
        [name, meter.createCounter(name, { unit, description })] as const,
    )
    const histograms = rowsOf('histogram').map(([name, { unit, description }]) => {
      const buckets =
        name === 'countersign.verification.duration' ? VERIFICATION_BUCKETS : HTTP_BUCKETS
      const advice = { explicitBucketBoundaries: [...buckets] }
      return [name, meter.createHistogram(name, { unit, description, advice })] as const
    })
    return {
      provider,
      counters: new Map(counters),
      histograms: new Map(histograms),
      release: this.#parts.onMeter(meter),
    }
  }
}

export function meterOf(provider: MeterProvider): Meter {
  return provider.getMeter(NAME, ownVersion())
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
