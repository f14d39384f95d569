import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { showMedian, type Figure } from '../src/figure.js'
import { showMachine } from '../src/machine.js'
import { drawPicture } from '../src/picture/draw-picture.js'
import type { Results } from '../src/results.js'

// What the README says of speed is of the run that is kept beside the benchmarks.

const results = JSON.parse(await read('../results.json')) as Results
const readme = await read('../../../README.md')
const [, section = ''] = /^## What it costs$(.*?)^## /msu.exec(readme) ?? []

async function read(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), 'utf8')
}

function shownIn({ benchmarks }: Results): ReadonlySet<string> {
  const figures = benchmarks.flatMap(({ tables }) =>
    tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells)),
  )
  return new Set(figures.filter((cell): cell is Figure => typeof cell !== 'string').map(showMedian))
}

describe('the figures of the README', () => {
  it('are of that run, all of them', () => {
    const stated = section.match(/[\d.,]+ (?:ns|µs|ms|kB|MB)\b/gu) ?? []
    const shown = shownIn(results)
    expect(stated.length).toBeGreaterThan(8)
    expect(stated.filter((figure) => !shown.has(figure))).toEqual([])
  })

  it('come with the machine and the versions', () => {
    expect(section).toContain(showMachine(results.machine))
    const stated = [...section.matchAll(/(?<name>[@\w/-]+) (?<version>\d+\.\d+\.\d+)/gu)]
      .map(({ groups }) => [groups?.['name'] ?? '', groups?.['version']] as const)
      .filter(([name]) => name !== 'Node' && name !== 'OpenSSL')
    expect(stated.length).toBeGreaterThan(3)
    for (const [name, version] of stated) {
      expect([name, results.versions[name]]).toEqual([name, version])
    }
  })

  it('come with the picture of that run, which was a full one', async () => {
    expect(section).toContain('(packages/bench/results.svg)')
    expect(await read('../results.svg')).toBe(drawPicture(results))
    expect(results.effort.rounds).toBeGreaterThan(8)
  })
})
