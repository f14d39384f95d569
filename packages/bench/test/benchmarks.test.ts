import { describe, expect, it } from 'vitest'
import type { Effort } from '../src/benchmark.js'
import { BENCHMARKS } from '../src/benchmarks.js'

// Says nothing about speed, and is not meant to: that the figures come, and for all that is compared.
const LEAST: Effort = {
  algorithms: ['ES256', 'Ed25519'],
  many: 2,
  calls: 2,
  rounds: 1,
  warmUpRounds: 0,
}

// Below nothing where two times are subtracted that are almost the same.
const FIGURE = String.raw`-?\d+\.\d\d`
const RATIO = String.raw`${FIGURE} \(${FIGURE} … ${FIGURE}\)`
const TIME = String.raw`\d+\.\d ms`

/** One line of a table: a name, and a figure in each column. */
const line = (name: string, ...figures: readonly string[]): RegExp =>
  new RegExp(`^${[name, ...figures].join(' +')}$`)

const trusts = ['list', 'function']
const sources = ['static keys', 'JWKS URL', 'discovery']
const ratios = (count: number): string[] => Array.from({ length: count }, () => RATIO)

/** The lines of the tables of each benchmark. */
const EXPECTED: Readonly<Record<string, (effort: Effort) => readonly RegExp[]>> = {
  keys: ({ algorithms }) =>
    algorithms.flatMap((algorithm) => [
      line(algorithm, 'again', '2 issuers', '2 keys in a set', 'floor, 1 key', 'floor, 2 keys'),
      ...trusts.flatMap((trust) =>
        sources.map((source) => line(`${trust}, ${source}`, ...ratios(5))),
      ),
      line('all of these', ...ratios(5)),
    ]),
  refresh: ({ algorithms }) => [
    line('2 keys', 'createPublicKey', 'static keys', 'first fetch', 'changed', 'unchanged'),
    ...algorithms.map((algorithm) =>
      line(algorithm, TIME, ...ratios(4).map((ratio) => `${ratio}, ${TIME}`)),
    ),
  ],
  'unknown-kids': ({ algorithms }) => [
    line(
      '',
      'again',
      'refusal, 1 key',
      'refusal, 2 keys',
      'floor',
      'fetched, 1 key',
      'fetched, 2 keys',
    ),
    // The first made-up kid has the set fetched, and none of the others for the next half minute.
    ...algorithms.map((algorithm) => line(algorithm, ...ratios(4), '1 in 0 s', '1 in 0 s')),
  ],
  dpop: () => [
    line('ES256', 'again', 'ours', 'peer'),
    line('seen', ...ratios(3)),
    line('new', ...ratios(3)),
  ],
  http: () => [
    line('ES256', 'again', 'ours', 'peer'),
    line('all', ...ratios(3)),
    line('added', ...ratios(3)),
  ],
}

async function tableLines(name: string, effort: Effort): Promise<readonly string[]> {
  const benchmark = BENCHMARKS.find((one) => one.name === name)
  const texts: string[] = []
  for await (const text of benchmark?.run(effort) ?? []) texts.push(text)
  // The first text says what the figures mean.
  return texts.slice(1).flatMap((text) => text.split('\n'))
}

describe('the benchmarks', () => {
  it('are all known here', () => {
    expect(BENCHMARKS.map(({ name }) => name)).toEqual(Object.keys(EXPECTED))
  })
})

describe.each(Object.entries(EXPECTED))('%s', (name, expected) => {
  it('prints a line with a figure in every column for all that it compares', async () => {
    const lines = await tableLines(name, LEAST)
    expect(lines).toEqual(expected(LEAST).map((row) => expect.stringMatching(row) as unknown))
  }, 60_000)
})

describe('unknown-kids', () => {
  it('measures RSA too', async () => {
    const lines = await tableLines('unknown-kids', { ...LEAST, algorithms: ['RS256'] })
    expect(lines[1]).toMatch(/^RS256 /)
  }, 60_000)
})
