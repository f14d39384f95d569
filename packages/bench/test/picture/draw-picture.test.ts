import { describe, expect, it } from 'vitest'
import { figureOf } from '../../src/figure.js'
import { drawPicture } from '../../src/picture/draw-picture.js'
import type { BenchmarkResult, Results } from '../../src/results.js'
import { LEAST } from '../least.js'
import { assertWellFormed } from './assert-well-formed.js'

const microseconds = (value: number): ReturnType<typeof figureOf> => figureOf([value], 'µs')

const verify: BenchmarkResult = {
  name: 'verify',
  question: '',
  notes: [],
  tables: [
    {
      title: 'cold',
      columns: ['floor', 'again', 'ours', 'ours, cache', 'fast-jwt', 'jose'],
      rows: [
        { name: 'RS256', cells: ['', '', '', '', '', ''] },
        { name: 'RS256, added', cells: [20, 0, 2, 2, 4, -8].map(microseconds) },
      ],
    },
  ],
}

const http: BenchmarkResult = {
  name: 'http',
  question: '',
  notes: [],
  tables: [
    {
      title: 'Express <5> & Co, hot',
      columns: ['kept', 'CPU added to bare'],
      rows: [
        { name: 'ours', cells: ['', microseconds(10)] },
        { name: 'express-jwt', cells: ['', microseconds(100)] },
        { name: 'again', cells: ['', microseconds(1)] },
      ],
    },
  ],
}

const resultsOf = (...benchmarks: readonly BenchmarkResult[]): Results => ({
  machine: { node: '20.1.0', openssl: '3.0.1', cpu: 'Best <CPU>', cores: 2, date: '2027-01-15' },
  versions: { jose: '6.0.0' },
  effort: LEAST,
  benchmarks,
})

const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text)

const lengthsOf = (svg: string): readonly number[] =>
  [...svg.matchAll(/<rect [^>]*\bwidth="([\d.]+)"/g)].map(([, width]) => Number(width))

describe('the picture', () => {
  it('is well-formed, whatever names and machines are called', () => {
    const svg = drawPicture(resultsOf(verify, http))
    assertWellFormed(svg)
    expect(svg).toContain('Express &lt;5&gt; &amp; Co')
    expect(svg).toContain('Best &lt;CPU&gt;')
  })

  it('needs nothing from elsewhere, and can be read in the dark', () => {
    const svg = drawPicture(resultsOf(verify, http))
    expect(svg).not.toMatch(/<script|href|url\(|@import/)
    expect(svg).toContain('prefers-color-scheme: dark')
  })

  it('has each name once in a panel, and no yardstick', () => {
    const texts = textsOf(drawPicture(resultsOf(verify)))
    for (const name of ['Countersign', 'fast-jwt', 'jose']) {
      expect(texts.filter((text) => text === name)).toHaveLength(1)
    }
    expect(texts).not.toContain('floor')
    expect(texts).not.toContain('again')
    expect(texts).not.toContain('ours, cache')
  })

  it('has bars as long as their figures are large', () => {
    const [ours = 0, fastJwt, jose] = lengthsOf(drawPicture(resultsOf(verify)))
    expect(ours).toBeGreaterThan(0)
    expect(fastJwt).toBeCloseTo(2 * ours)
    // Less than nothing is noise.
    expect(jose).toBe(0)
    const [oursOfHttp = 0, peer] = lengthsOf(drawPicture(resultsOf(http)))
    expect((peer ?? 0) / oursOfHttp).toBeCloseTo(10, 0)
  })

  it('leaves out what was not measured', () => {
    expect(textsOf(drawPicture(resultsOf(http)))).not.toContain('fast-jwt')
    expect(lengthsOf(drawPicture(resultsOf()))).toEqual([])
    assertWellFormed(drawPicture(resultsOf()))
  })

  it('says where the figures come from', () => {
    const texts = textsOf(drawPicture(resultsOf(verify))).join(' ')
    expect(texts).toContain('Node 20.1.0, OpenSSL 3.0.1')
    expect(texts).toContain('jose 6.0.0')
  })
})
