import type { Attributes } from '@opentelemetry/api'
import {
  MeterProvider,
  MetricReader,
  type DataPoint,
  type Histogram,
  type MetricData,
} from '@opentelemetry/sdk-metrics'

/** Collects when a test asks for it. */
class AskedReader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

/** One time series. */
interface Series {
  readonly attributes: Attributes
  /** Of a histogram: how many values. */
  readonly value: number
}

/** The real SDK, and what it has collected. */
export interface Collected {
  readonly meterProvider: MeterProvider
  metrics(): Promise<readonly MetricData[]>
  series(name: string): Promise<readonly Series[]>
  /** The sum of the series that have these attributes. */
  total(name: string, attributes?: Attributes): Promise<number>
  readonly close: () => Promise<void>
}

export function collecting(): Collected {
  const reader = new AskedReader()
  const meterProvider = new MeterProvider({ readers: [reader] })

  async function metrics(): Promise<readonly MetricData[]> {
    const { resourceMetrics, errors } = await reader.collect()
    if (errors.length > 0) throw new AggregateError(errors)
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
  }

  async function series(name: string): Promise<readonly Series[]> {
    const found = (await metrics()).filter(({ descriptor }) => descriptor.name === name)
    return found.flatMap(({ dataPoints }) =>
      (dataPoints as DataPoint<number | Histogram>[]).map(({ attributes, value }) => ({
        attributes,
        value: typeof value === 'number' ? value : value.count,
      })),
    )
  }

  return {
    meterProvider,
    metrics,
    series,
    async total(name, attributes = {}) {
      const fitting = (await series(name)).filter((one) =>
        Object.entries(attributes).every(([key, value]) => one.attributes[key] === value),
      )
      return fitting.reduce((sum, { value }) => sum + value, 0)
    },
    close: () => meterProvider.shutdown(),
  }
}
