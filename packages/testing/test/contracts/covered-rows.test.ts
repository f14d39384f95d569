import { readFileSync } from 'node:fs'
import { coveredRows } from '@countersign/testing/contracts'
import { describe, expect, it } from 'vitest'
import { families } from '../../src/contracts/families.js'

const rows = JSON.parse(
  readFileSync(new URL('../../conformance/rows.json', import.meta.url), 'utf8'),
) as { id: string }[]

describe('coveredRows', () => {
  it('names rows of the conformance list alone', () => {
    const known = new Set(rows.map(({ id }) => id))
    expect(coveredRows().filter((id) => !known.has(id))).toEqual([])
  })

  it('names every row once', () => {
    expect(new Set(coveredRows()).size).toBe(coveredRows().length)
  })

  it('gives every case a title of its own within its family', () => {
    const titles = families.flatMap(({ name, cases }) =>
      cases.map(({ ids, title }) => [name, ...ids, title].join(' ')),
    )
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([])
  })
})

describe('the conformance list', () => {
  it('has 270 rows and 104 attack tokens', () => {
    const attacks = rows.filter(({ id }) => id.startsWith('ATK-'))
    expect(attacks).toHaveLength(104)
    expect(rows).toHaveLength(270 + 104)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  })
})
