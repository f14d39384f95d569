import { describe, expect, it } from 'vitest'
import { NameTable, readText } from '../../src/token/name-table.js'

describe('the table of names', () => {
  const table = new NameTable()
  const read = (text: string): string => {
    const bytes = Buffer.from(`"${text}"`)
    return table.read(bytes, 1, bytes.length - 1).name
  }

  it('gives what is written, whatever was read before', () => {
    const names = ['iss', 'isss', 'ixs', 'aud', '', 'a', 'b'.repeat(32), 'b'.repeat(33), 'iss']
    for (const name of [...names, ...names]) expect(read(name)).toBe(name)
  })

  it('keeps apart names that share a place', () => {
    const names = Array.from({ length: 5_000 }, (_, at) => `n${at.toString(36)}`)
    expect(names.map(read)).toEqual(names)
  })

  it('keeps no long value', () => {
    const bytes = Buffer.from('"n"')
    const known = table.read(bytes, 1, 2)
    const long = Buffer.from('v'.repeat(65))
    expect(readText(known, long, 0, 65)).toBe('v'.repeat(65))
    expect(known.value).toBe('')
    expect(readText(known, long, 0, 64)).toBe('v'.repeat(64))
    expect(known.value).toBe('v'.repeat(64))
  })
})
