import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AlwaysOffSampler, type ReadableSpan } from '@opentelemetry/sdk-trace-node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SpanMode } from '../src/index.js'
import { tracing, type Traced } from './support/traced.js'
import { createWorld, type World } from './support/world.js'

let traced: Traced
let world: World

async function start(spans: SpanMode = 'child'): Promise<void> {
  world = await createWorld({ telemetry: { spans }, tracer: traced.tracer })
}

beforeEach(() => {
  traced = tracing()
})
afterEach(async () => {
  await world.close()
  await traced.close()
})

const only = (name: string): ReadableSpan => {
  const [span, ...others] = traced.spans(name)
  expect(others).toEqual([])
  return span as ReadableSpan
}

const startOf = ({ startTime: [seconds, nanos] }: ReadableSpan): number =>
  seconds * 1000 + nanos / 1e6

describe('a verification', () => {
  it('is a span below that of the request', async () => {
    await start()
    await world.call()
    const [server, verify] = [only('GET'), only('countersign.verify')]
    expect(verify.parentSpanContext?.spanId).toBe(server.spanContext().spanId)
    expect(verify.kind).toBe(SpanKind.INTERNAL)
    expect(verify.status).toEqual({ code: SpanStatusCode.UNSET })
    expect(verify.attributes).toEqual({
      'countersign.outcome': 'accepted',
      'countersign.scheme': 'Bearer',
      'countersign.binding': 'none',
      'countersign.token.kind': 'jwt',
    })
    expect(verify.instrumentationScope.name).toBe('@countersign/otel')
  })

  it('has begun before its end, and not before the request', async () => {
    await start()
    await world.call()
    const [server, verify] = [only('GET'), only('countersign.verify')]
    expect(verify.duration[0] * 1e9 + verify.duration[1]).toBeGreaterThan(0)
    // Clocks that are read to the millisecond.
    expect(startOf(verify)).toBeGreaterThan(startOf(server) - 2)
  })

  it('that refuses is no error', async () => {
    await start()
    await world.call('/orders', 'not.a.token')
    const verify = only('countersign.verify')
    expect(verify.status).toEqual({ code: SpanStatusCode.UNSET })
    expect(verify.attributes).toEqual({
      'countersign.outcome': 'refused',
      'countersign.reason': 'malformed_token',
    })
    expect(only('GET').status).toEqual({ code: SpanStatusCode.UNSET })
  })

  it('that nobody can make is an error', async () => {
    await start()
    world.provider.fault('all', 'down')
    await world.call()
    const verify = only('countersign.verify')
    expect(verify.status).toEqual({ code: SpanStatusCode.ERROR })
    expect(verify.attributes).toMatchObject({
      'countersign.outcome': 'failed',
      'error.type': 'dependency_unavailable',
    })
  })

  it('leaves what a policy said, or what did not come, with the span of the request', async () => {
    await start()
    await world.call('/admin')
    expect(only('GET').attributes).toMatchObject({
      'countersign.outcome': 'refused',
      'countersign.reason': 'insufficient_scope',
    })
    await world.send('/orders')
    expect(traced.spans('GET')[1]?.attributes).toEqual({
      'countersign.outcome': 'refused',
      'countersign.reason': 'missing_credentials',
    })
    expect(traced.spans('countersign.verify')).toHaveLength(1)
  })

  it('can be told by the span of the request alone', async () => {
    await start('attributes')
    await world.call()
    expect(traced.spans('countersign.verify')).toEqual([])
    expect(only('GET').attributes).toMatchObject({ 'countersign.outcome': 'accepted' })
  })

  it('can be left out', async () => {
    await start('none')
    await world.call()
    expect(only('GET').attributes).toEqual({})
    expect(traced.spans()).toHaveLength(1)
  })

  it('is none where no request is traced', async () => {
    await start()
    await world.verifier.verifyToken(await world.provider.token())
    expect(traced.spans('countersign.verify')).toEqual([])
  })
})

describe('a refresh of keys', () => {
  it('is a span below that of the request that waits for it', async () => {
    await start()
    await world.call()
    const refresh = only('countersign.refresh_keys')
    expect(refresh.parentSpanContext?.spanId).toBe(only('GET').spanContext().spanId)
    expect(refresh.attributes).toEqual({
      'countersign.event': 'loaded',
      'countersign.state': 'fresh',
      'countersign.key_set.keys': 1,
    })
  })

  it('is a trace of its own where the request is over, or there is none', async () => {
    await start()
    const over = traced.tracer.startSpan('over')
    over.end()
    const within = trace.setSpan(context.active(), over)
    await context.with(within, () => world.verifier.ready())
    const refresh = only('countersign.refresh_keys')
    expect(refresh.parentSpanContext).toBeUndefined()
    expect(refresh.spanContext().traceId).not.toBe(over.spanContext().traceId)
  })

  it('that fails is an error', async () => {
    await start()
    world.provider.fault('all', 'down')
    await world.call()
    const refresh = only('countersign.refresh_keys')
    expect(refresh.status).toEqual({ code: SpanStatusCode.ERROR })
    expect(refresh.attributes).toMatchObject({
      'countersign.event': 'failed',
      'error.type': '_OTHER',
    })
  })
})

describe('a request that nobody samples', () => {
  it('costs no span', async () => {
    await traced.close()
    traced = tracing(new AlwaysOffSampler())
    await start()
    expect((await world.call()).status).toBe(200)
    expect(traced.spans()).toEqual([])
  })
})
