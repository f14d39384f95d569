import { describe, expect, it } from 'vitest'
import { FULL } from '../src/benchmark.js'
import { runCli } from '../src/cli.js'

const LEAST = {
  ...FULL,
  algorithms: ['Ed25519'],
  many: 1,
  calls: 1,
  rounds: 1,
  warmUpRounds: 0,
} as const

describe('the command line', () => {
  it('runs the benchmarks that are named, and no others', async () => {
    const written: string[] = []
    expect(await runCli(['refresh'], LEAST, (text) => written.push(text))).toBe(0)
    const headings = written.join('').match(/━━ \S+/g)
    expect(headings).toEqual(['━━ refresh:'])
  })

  it('names what there is where a name is unknown, and runs nothing', async () => {
    const written: string[] = []
    expect(await runCli(['keys', 'kyes'], LEAST, (text) => written.push(text))).toBe(2)
    expect(written.join('')).toMatch(/^No such benchmark: kyes\./)
    expect(written.join('')).toContain('unknown-kids')
    expect(written.join('')).not.toContain('━━')
  })
})
