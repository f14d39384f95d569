import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL } from '../src/benchmark.js'
import { runCli } from '../src/cli.js'
import type { Results } from '../src/results.js'
import { LEAST } from './least.js'

const QUICK = { ...LEAST, algorithms: ['Ed25519'], many: 1 } as const

async function run(...args: readonly string[]): Promise<{ code: number; written: string }> {
  const written: string[] = []
  const efforts = { full: FULL, quick: QUICK }
  const code = await runCli(args, efforts, (text) => written.push(text))
  return { code, written: written.join('') }
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-'))
})
afterAll(async () => rm(folder, { recursive: true }))

describe('the command line', () => {
  it('runs the benchmarks that are named, and no others', async () => {
    const { code, written } = await run('refresh', '--quick')
    expect(code).toBe(0)
    expect(written.match(/━━ \S+/g)).toEqual(['━━ refresh:'])
  })

  it('says first where the figures come from', async () => {
    const { written } = await run('refresh', '--quick')
    expect(written).toMatch(/^Node \d+\..*, OpenSSL .* cores?, [\d-]+\n.*jose \d+\./)
  })

  it('names what there is where a name is unknown, and runs nothing', async () => {
    const { code, written } = await run('keys', 'kyes', '--quick')
    expect(code).toBe(2)
    expect(written).toMatch(/^No such benchmark: kyes\./)
    expect(written).not.toContain('━━')
  })

  it('writes what it has found for machines', async () => {
    const file = join(folder, 'results.json')
    await run('refresh', '--quick', '--json', file)
    const results = JSON.parse(await readFile(file, 'utf8')) as Results
    expect(results.machine.node).toBe(process.versions.node)
    expect(results.versions).toHaveProperty('fast-jwt')
    expect(results.effort).toEqual(QUICK)
    const [{ name, notes, tables } = fail(), ...others] = results.benchmarks
    expect([name, notes.length, tables.length, others]).toEqual(['refresh', 1, 1, []])
    const [, row] = tables[0]?.rows ?? []
    expect(row?.cells[0]).toEqual({
      median: expect.any(Number) as number,
      low: expect.any(Number) as number,
      high: expect.any(Number) as number,
      unit: 'ms',
    })
  })

  it('draws a picture', async () => {
    const file = join(folder, 'picture.svg')
    await run('refresh', '--quick', '--svg', file)
    expect(await readFile(file, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s)
  })

  it('says at once that a file cannot be written', async () => {
    const { code, written } = await run('refresh', '--quick', '--json', join(folder, 'no', 'file'))
    expect(code).toBe(2)
    expect(written).toMatch(/^Cannot write to .*ENOENT/)
    expect(written).not.toContain('━━')
  })
})

function fail(): never {
  throw new Error('nothing was run')
}
