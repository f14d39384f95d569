import { channel } from 'node:diagnostics_channel'
import { CHANNELS } from '@countersign/core'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { CountersignInstrumentation } from '../src/index.js'
import { collecting, type Collected } from './support/collected.js'

let collected: Collected
beforeEach(() => {
  collected = collecting()
})
afterEach(() => collected.close())

const publish = (): void =>
  channel(CHANNELS.refused).publish({ reason: 'token_expired', status: 401, duration: 1 })

const isListening = (): boolean => channel(CHANNELS.refused).hasSubscribers

describe('the instrumentation', () => {
  it('is registered as any other, and gets its providers so', async () => {
    const instrumentation = new CountersignInstrumentation({ spans: 'none' })
    const unregister = registerInstrumentations({
      instrumentations: [instrumentation],
      meterProvider: collected.meterProvider,
    })
    publish()
    expect(await collected.total('countersign.verifications')).toBe(1)
    unregister()
    expect(isListening()).toBe(false)
  })

  it('counts once, however often it is enabled', async () => {
    const instrumentation = new CountersignInstrumentation()
    onTestFinished(() => instrumentation.disable())
    instrumentation.enable()
    instrumentation.setMeterProvider(collected.meterProvider)
    publish()
    expect(await collected.total('countersign.verifications')).toBe(1)
  })

  it('waits to be enabled where it is told to', () => {
    const instrumentation = new CountersignInstrumentation({ enabled: false })
    instrumentation.setMeterProvider(collected.meterProvider)
    expect(isListening()).toBe(false)
    const unregister = registerInstrumentations({ instrumentations: [instrumentation] })
    expect(isListening()).toBe(true)
    unregister()
  })

  it('takes other options while it runs', () => {
    const instrumentation = new CountersignInstrumentation()
    onTestFinished(() => instrumentation.disable())
    expect(channel(CHANNELS.usage).hasSubscribers).toBe(true)
    instrumentation.setConfig({ usage: false })
    expect(channel(CHANNELS.usage).hasSubscribers).toBe(false)
    expect(instrumentation.getConfig()).toEqual({ enabled: true, usage: false })
  })

  it('says who it is', () => {
    const { instrumentationName, instrumentationVersion } = new CountersignInstrumentation({
      enabled: false,
    })
    expect(instrumentationName).toBe('@countersign/otel')
    expect(instrumentationVersion).toMatch(/^\d+\.\d+\.\d+/)
  })
})
