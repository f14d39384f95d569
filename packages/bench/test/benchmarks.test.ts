import { describe, expect, it } from 'vitest'
import { BENCHMARKS } from '../src/benchmarks.js'

describe('the benchmarks', () => {
  it('have a name each', () => {
    const names = BENCHMARKS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('put a question each', () => {
    for (const { question } of BENCHMARKS) expect(question).toMatch(/^[A-Z].+\?$/)
  })
})
