import { channel } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTelemetry } from '../src/index.js'
import { METRICS, type MetricName } from '../src/metric-table.js'
import { EVERYTHING, HEALTH } from './support/everything.js'

const file = new URL('../dashboard/countersign.json', import.meta.url)

interface Dashboard {
  readonly panels: readonly {
    readonly title: string
    readonly targets?: readonly { readonly expr: string }[]
  }[]
  readonly templating: { readonly list: readonly { readonly definition?: string }[] }
}

const dashboard = JSON.parse(readFileSync(file, 'utf8')) as Dashboard
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** Whatever is asked of Prometheus, by where it stands. */
const queries: readonly (readonly [string, string])[] = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, expr] as const),
  ),
  ...dashboard.templating.list.flatMap(({ definition }) =>
    definition === undefined ? [] : [['variable', definition] as const],
  ),
  ...[...readme.matchAll(/^ +expr: (.+)$/gm)].map(([, expr = '']) => ['alert', expr] as const),
]

/** What a query asks for, as an expression for its name, and the labels that it goes by. */
function askedFor(query: string): { names: readonly RegExp[]; labels: readonly string[] } {
  const names = [...query.matchAll(/__name__=~"([^"]+)"|\b(countersign_\w+)(?=\{|\[|,|\))/g)]
  const labels = [
    ...[...query.matchAll(/\bby \(([^)]+)\)/g)].flatMap(([, list = '']) => list.split(', ')),
    ...[...query.matchAll(/(\w+)=~?"/g)].map(([, label = '']) => label),
  ]
  const grouped = new Set(labels)
  return {
    names: names
      .filter(([, , name]) => name === undefined || !grouped.has(name))
      .map(([, pattern, name]) => new RegExp(`^(?:${pattern ?? name})$`)),
    labels,
  }
}

/** Labels that are no attributes of ours. */
const GIVEN = new Set(['job', 'instance', 'le', '__name__'])

const labelsOf = (name: MetricName): readonly string[] =>
  METRICS[name].attributes.map((attribute) => attribute.replaceAll('.', '_'))

/** By the rules of the collector and of Prometheus' own receiver: the unit is part of the name. */
function otlpNames(name: MetricName): readonly string[] {
  const { kind, unit } = METRICS[name]
  const named = name.replaceAll('.', '_') + (unit === 's' ? '_seconds' : '')
  if (kind === 'histogram') return ['_bucket', '_sum', '_count'].map((end) => named + end)
  return [kind === 'gauge' ? named : `${named}_total`]
}

/** Every name of a real scrape, by metric. */
const scraped = new Map<MetricName, readonly string[]>()

beforeAll(async () => {
  const exporter = new PrometheusExporter({ preventServerStart: true })
  const meterProvider = new MeterProvider({ readers: [exporter] })
  const telemetry = startTelemetry({ meterProvider, ...HEALTH, cardinality: { issuer: 9 } })
  for (const [name, message] of EVERYTHING) channel(name).publish(message)
  const server = createServer((req, res) => exporter.getMetricsRequestHandler(req, res))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  for (const name of Object.keys(METRICS) as MetricName[]) {
    const sanitized = name.replaceAll('.', '_')
    const ends = new RegExp(`^(${sanitized}(?:_total|_bucket|_sum|_count)?)\\{`, 'gm')
    scraped.set(name, [...new Set([...text.matchAll(ends)].map(([, found = '']) => found))])
  }
  telemetry.stop()
  server.closeAllConnections()
  server.close()
  await meterProvider.shutdown()
})

describe('the dashboard', () => {
  it('asks for something, and so do the alerts', () => {
    expect(queries.length).toBeGreaterThan(30)
    expect(queries.filter(([where]) => where === 'alert').length).toBeGreaterThan(5)
    for (const [where, query] of queries) {
      expect([where, askedFor(query).names.length > 0]).toEqual([where, true])
    }
  })

  it.each([
    ['a scrape of the exporter', (name: MetricName) => scraped.get(name) ?? []],
    ['the names that OTLP gives', otlpNames],
  ])('asks for nothing that is not in %s, and by no other labels', (_, namesOf) => {
    for (const [where, query] of queries) {
      const { names, labels } = askedFor(query)
      const metrics = names.map((name) =>
        (Object.keys(METRICS) as MetricName[]).filter((one) =>
          namesOf(one).some((found) => name.test(found)),
        ),
      )
      expect([where, query, metrics.map((found) => found.length)]).toEqual([
        where,
        query,
        names.map(() => 1),
      ])
      const known = new Set(metrics.flat().flatMap(labelsOf))
      const strange = labels.filter((label) => !GIVEN.has(label) && !known.has(label))
      expect([query, strange]).toEqual([query, []])
    }
  })

  it('shows every metric', () => {
    const patterns = queries.flatMap(([, query]) => askedFor(query).names)
    const unseen = [...scraped].filter(
      ([, names]) => !names.some((name) => patterns.some((pattern) => pattern.test(name))),
    )
    expect(unseen.map(([name]) => name)).toEqual([])
  })
})

describe('a scrape', () => {
  it('has every metric of the table', () => {
    const missing = [...scraped].filter(([, names]) => names.length === 0)
    expect(missing.map(([name]) => name)).toEqual([])
  })
})

afterAll(() => scraped.clear())
