import { readFileSync } from 'node:fs'
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ERROR_TYPE_VALUE_OTHER,
  HTTP_REQUEST_METHOD_VALUE_OTHER,
} from '@opentelemetry/semantic-conventions'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTES } from '../src/attributes.js'
import { OTHER } from '../src/bounds.js'
import { METRICS } from '../src/metric-table.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** The cells of the table under such a head, without its head. */
function tableOf(head: readonly string[]): readonly (readonly string[])[] {
  const lines = readme.split('\n')
  const at = lines.findIndex((line) => cellsOf(line).join('|') === head.join('|'))
  expect(at).toBeGreaterThan(0)
  const rest = lines.slice(at + 2)
  return rest
    .slice(
      0,
      rest.findIndex((line) => !line.startsWith('|')),
    )
    .map(cellsOf)
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

const code = (text: string): string => `\`${text}\``

describe('the README', () => {
  it('has every metric as it is', () => {
    expect(tableOf(['metric', 'kind', 'unit', 'attributes', 'what it is'])).toEqual(
      Object.entries(METRICS).map(([name, { kind, unit, attributes, description }]) => [
        code(name),
        kind,
        code(unit),
        attributes.map(code).join(', '),
        description,
      ]),
    )
  })

  it('has every attribute of a metric as it is', () => {
    expect(tableOf(['attribute', 'values'])).toEqual(
      Object.entries(ATTRIBUTES).map(([name, values]) => [code(name), values]),
    )
  })
})

describe('the attributes', () => {
  it('are those of the conventions where there are any', () => {
    const others = Object.keys(ATTRIBUTES).filter((name) => !name.startsWith('countersign.'))
    const conventions = [
      ATTR_ERROR_TYPE,
      ATTR_HTTP_REQUEST_METHOD,
      ATTR_HTTP_RESPONSE_STATUS_CODE,
      ATTR_HTTP_ROUTE,
    ]
    expect(others.toSorted()).toEqual(conventions.toSorted())
    expect(OTHER).toBe(HTTP_REQUEST_METHOD_VALUE_OTHER)
    expect(OTHER).toBe(ERROR_TYPE_VALUE_OTHER)
  })

  it('are all of use to a metric', () => {
    const used = new Set<string>(Object.values(METRICS).flatMap(({ attributes }) => attributes))
    expect(Object.keys(ATTRIBUTES).filter((name) => !used.has(name))).toEqual([])
  })
})
