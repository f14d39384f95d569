import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const sources = new URL('../src/', import.meta.url)

// What is imported when a file is loaded: neither types nor what is asked for later.
const IMPORTED = /^(?:import|export) (?!type )[^;]*? from '(?<name>[^'.][^']*)'$/gm

/** Every HTTP application of Nest has these. */
const everywhere =
  /^(?:node:[\w/]+|rxjs|@nestjs\/(?:common|core)(?:\/[\w/-]+\.js)?|@countersign\/core(?:\/adapter)?)$/

it('nothing is imported that an HTTP application need not have', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  const names = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(new URL(file, sources), 'utf8').matchAll(IMPORTED)])
    .map(({ groups }) => groups?.['name'])
  expect(names).toContain('@nestjs/common')
  expect(names).toContain('rxjs')
  expect(names.filter((name = '') => !everywhere.test(name))).toEqual([])
})
