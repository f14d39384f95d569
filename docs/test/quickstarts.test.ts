import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOCS } from '../src/repository.js'

const guides = readdirSync(join(DOCS, 'guide')).map((name) => ({
  name,
  text: readFileSync(join(DOCS, 'guide', name), 'utf8'),
}))

describe.each(guides)('the first program of guide/$name', ({ name, text }) => {
  const [, before = '', program = ''] = /^(.*?)^```ts\n(.*?)^```$/ms.exec(text) ?? []
  const lines = program.split('\n').filter((line) => line !== '' && !line.startsWith('import '))

  it('stands below what has to be installed', () => {
    const installed = /^npm install (.+)$/m.exec(before)?.[1]?.split(' ') ?? []
    const imported = [...program.matchAll(/from '((?:@[^/']+\/)?[^/']+)[^']*'/g)].map(
      ([, one]) => one,
    )
    // A project of Nest has its packages.
    const missing = imported.filter(
      (one) => !one?.startsWith('@nestjs/') && !installed.includes(`${one}`),
    )
    expect(missing).toEqual([])
    expect(imported).toContain('@countersign/core')
  })

  it('is whole, and short', () => {
    expect(program).toMatch(/\blisten\((?:3000|\{ port: 3000 \})\)|\bserve\(\{.*port: 3000 \}\)/)
    // What Nest wants of any application is most of its program.
    expect(lines.length).toBeLessThan(name === 'nestjs.md' ? 22 : 10)
  })

  it('is followed by what to expect', () => {
    expect(text).toContain('<!--@include: ../parts/expect.md-->')
  })
})
