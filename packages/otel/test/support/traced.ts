import { context, propagation, trace, type Tracer } from '@opentelemetry/api'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'

/** The real SDK, set globally, and the spans that have ended. */
export interface Traced {
  readonly tracer: Tracer
  readonly tracerProvider: NodeTracerProvider
  spans(name?: string): readonly ReadableSpan[]
  readonly close: () => Promise<void>
}

export function tracing(sampler?: Sampler): Traced {
  const exporter = new InMemorySpanExporter()
  const tracerProvider = new NodeTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    ...(sampler && { sampler }),
  })
  tracerProvider.register()
  return {
    tracer: tracerProvider.getTracer('test'),
    tracerProvider,
    spans: (name) =>
      exporter.getFinishedSpans().filter((span) => name === undefined || span.name === name),
    async close() {
      trace.disable()
      context.disable()
      propagation.disable()
      await tracerProvider.shutdown()
    },
  }
}
