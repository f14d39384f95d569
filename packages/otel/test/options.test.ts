import { describe, expect, it } from 'vitest'
import { CountersignInstrumentation, observeHealth, startTelemetry } from '../src/index.js'

const health = (): { issuers: [] } => ({ issuers: [] })

describe('options', () => {
  it.each([
    [{ span: 'child' }, '"span" is not an option'],
    [{ spans: 'yes' }, '"spans" must be'],
    [{ usage: 'no' }, '"usage" must be'],
    [{ meterProvider: {} }, '"meterProvider" must have a getMeter()'],
    [{ tracerProvider: null }, '"tracerProvider" must have a getTracer()'],
    [{ cardinality: { issuers: 5 } }, '"cardinality.issuers" is not an option'],
    [{ cardinality: { issuer: -1 } }, '"cardinality.issuer" must be'],
    [{ cardinality: { route: 1001 } }, '"cardinality.route" must be'],
    [{ cardinality: { clientId: 0.5 } }, '"cardinality.clientId" must be'],
    [{ cardinality: 5 }, '"cardinality" must be an object'],
    [{ verifiers: [{ health }] }, '"verifiers" must be an object with a name for each'],
    [{ verifiers: { health } }, '"verifiers.health" must have a health()'],
    [{ ledgers: { uses: {} } }, '"ledgers.uses" must have a health()'],
    [{ revocationLists: { all: {} } }, '"revocationLists.all" must have a size'],
    [{ replayStores: { all: undefined } }, '"replayStores.all" must have a size'],
    [null, '"options" must be an object'],
  ])('that could not work are refused by name: %j', (options, message) => {
    expect(() => startTelemetry(options as object)).toThrow(TypeError)
    expect(() => startTelemetry(options as object)).toThrow(message)
  })

  it('of the instrumentation are the same', () => {
    expect(() => new CountersignInstrumentation({ spans: 'yes' } as object)).toThrow(
      '"spans" must be',
    )
  })

  it('of what is observed are checked too', () => {
    const sources = { verifiers: { api: { health } } }
    expect(() => observeHealth({ verifiers: { api: {} } } as object)).toThrow('"verifiers.api"')
    expect(() => observeHealth(sources, { meterProvider: {} } as object)).toThrow('"meterProvider"')
    const options = { cardinality: { issuer: 5000 } }
    expect(() => observeHealth(sources, options)).toThrow('"cardinality.issuer"')
  })
})
