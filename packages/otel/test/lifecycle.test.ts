import { channel } from 'node:diagnostics_channel'
import { CHANNELS } from '@countersign/core'
import { diag, DiagLogLevel, metrics, type MeterProvider } from '@opentelemetry/api'
import { AlwaysOnSampler, type Sampler } from '@opentelemetry/sdk-trace-node'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startTelemetry } from '../src/index.js'
import { OTHER_CHANNELS } from './support/channels.js'
import { collecting } from './support/collected.js'
import { tracing } from './support/traced.js'
import { createWorld } from './support/world.js'

const names = [...Object.values(CHANNELS), ...Object.values(OTHER_CHANNELS)]

const observed = (): readonly string[] => names.filter((name) => channel(name).hasSubscribers)

const publish = (): void =>
  channel(CHANNELS.refused).publish({ reason: 'token_expired', status: 401, duration: 1 })

afterEach(() => metrics.disable())

describe('telemetry', () => {
  it('listens to every channel, and to none once it was stopped', () => {
    expect(observed()).toEqual([])
    const telemetry = startTelemetry()
    expect(observed()).toEqual(names)
    telemetry.stop()
    expect(observed()).toEqual([])
    telemetry.stop()
    expect(observed()).toEqual([])
  })

  it('ends with the block that uses it', () => {
    {
      using _ = startTelemetry()
      expect(observed()).toEqual(names)
    }
    expect(observed()).toEqual([])
  })

  it('leaves uses alone where nobody asks for them', () => {
    using _ = startTelemetry({ usage: false })
    expect(observed()).toEqual(names.filter((name) => name !== CHANNELS.usage))
  })

  it('says no more once it was stopped', async () => {
    const collected = collecting()
    onTestFinished(collected.close)
    const telemetry = startTelemetry({ meterProvider: collected.meterProvider })
    publish()
    telemetry.stop()
    publish()
    expect(await collected.total('countersign.verifications')).toBe(1)
  })

  it('goes to the global provider, also where that is set later', async () => {
    using _ = startTelemetry({ verifiers: { api: { health: () => ({ issuers: [] }) } } })
    publish()
    const collected = collecting()
    onTestFinished(collected.close)
    metrics.setGlobalMeterProvider(collected.meterProvider)
    publish()
    expect(await collected.total('countersign.verifications')).toBe(1)
    expect(await collected.series('countersign.key_set.issuers')).toHaveLength(5)
  })

  it('names itself, and its version', async () => {
    const collected = collecting()
    onTestFinished(collected.close)
    const seen: unknown[] = []
    const { meterProvider } = collected
    const provider: MeterProvider = {
      getMeter(...given) {
        seen.push(given)
        return meterProvider.getMeter(...given)
      },
    }
    using _ = startTelemetry({ meterProvider: provider })
    expect(seen).toEqual([['@countersign/otel', expect.stringMatching(/^\d+\.\d+\.\d+/)]])
  })
})

/** A meter whose instruments throw. */
const throwing: MeterProvider = {
  getMeter: () =>
    new Proxy({} as ReturnType<MeterProvider['getMeter']>, {
      get: () => () => ({ add: fail, record: fail }),
    }),
}

function fail(): never {
  throw new Error('the provider is broken')
}

describe('a provider that throws', () => {
  it('fails no request, and is told to the diagnostics', async () => {
    const error = vi.fn<(...given: unknown[]) => void>()
    diag.setLogger({ ...console, verbose: () => undefined, error }, DiagLogLevel.ERROR)
    onTestFinished(() => diag.disable())
    const world = await createWorld({ telemetry: { meterProvider: throwing } })
    onTestFinished(world.close)
    expect((await world.call()).status).toBe(200)
    expect((await world.send('/orders')).status).toBe(401)
    expect(error).toHaveBeenCalledWith(
      '@countersign/otel: what listens to countersign:verified failed',
      expect.objectContaining({ message: 'the provider is broken' }),
    )
  })

  it('fails no request either where the logger throws too', async () => {
    diag.setLogger({ ...console, verbose: fail, error: fail }, DiagLogLevel.ERROR)
    onTestFinished(() => diag.disable())
    const world = await createWorld({ telemetry: { meterProvider: throwing } })
    onTestFinished(world.close)
    expect((await world.call()).status).toBe(200)
  })

  it('fails no request with its spans', async () => {
    const sampler: Sampler = {
      shouldSample(_context, _traceId, name) {
        return name.startsWith('countersign.') ? fail() : new AlwaysOnSampler().shouldSample()
      },
      toString: () => 'throwing',
    }
    const traced = tracing(sampler)
    onTestFinished(traced.close)
    const world = await createWorld({ tracer: traced.tracer })
    onTestFinished(world.close)
    expect((await world.call()).status).toBe(200)
    expect(traced.spans().map(({ name }) => name)).toEqual(['GET'])
    // What is counted does not suffer.
    expect(await world.total('countersign.verifications')).toBe(1)
  })

  it('leaves other listeners alone', () => {
    const heard: unknown[] = []
    const listener = (message: unknown): void => void heard.push(message)
    using _ = startTelemetry({ meterProvider: throwing })
    channel(CHANNELS.refused).subscribe(listener)
    onTestFinished(() => {
      channel(CHANNELS.refused).unsubscribe(listener)
    })
    publish()
    expect(heard).toHaveLength(1)
  })
})
