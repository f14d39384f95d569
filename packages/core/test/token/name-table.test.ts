import { describe, expect, it } from 'vitest'
import { KnownName, NameTable } from '../../src/token/name-table.js'

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

  it('learns no long value', () => {
    const known = new KnownName('n')
    known.learn('v'.repeat(65), Buffer.from('v'.repeat(65)), 0)
    expect(known.value).toBe('')
    known.learn('v'.repeat(64), Buffer.from(`"${'v'.repeat(64)}"`), 1)
    expect(known.value).toBe('v'.repeat(64))
    expect(Buffer.from(known.bytes).toString('latin1', 0, known.size)).toBe(known.value)
  })

  it('learns seldom what is always another, and at once what comes again', () => {
    const known = new KnownName('n')
    const learn = (value: string): string => {
      known.learn(value, Buffer.from(value), 0)
      return known.value
    }
    const values = Array.from({ length: 64 }, (_, at) => `value-${at}`)
    const learnt = values.filter((value) => learn(value) === value)
    expect(learnt).toEqual([...values.slice(0, 16), 'value-31', 'value-47', 'value-63'])
    known.met()
    expect(learn('another')).toBe('another')
  })
})
