import { describe, expect, it } from 'vitest'
import { FrozenSet } from '../../src/token/frozen-set.js'

describe('FrozenSet', () => {
  const set = new FrozenSet(['a', 'b', 'a'])

  it('is a set like any other to whoever reads it', () => {
    expect([...set]).toEqual(['a', 'b'])
    expect(set.has('a')).toBe(true)
    expect(set.size).toBe(2)
    expect(set).toBeInstanceOf(Set)
    expect([...new Set(set)]).toEqual(['a', 'b'])
    expect([...structuredClone(set)]).toEqual(['a', 'b'])
  })

  it('throws at whoever changes it', () => {
    const open = set as unknown as Set<string>
    const changes = [() => open.add('c'), () => open.delete('a'), () => open.clear()]
    for (const change of changes) expect(change).toThrow('this set is frozen')
    expect([...set]).toEqual(['a', 'b'])
  })
})
