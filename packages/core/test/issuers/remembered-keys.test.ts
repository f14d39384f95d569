import { describe, expect, it } from 'vitest'
import { RememberedKeys } from '../../src/issuers/remembered-keys.js'
import type { ExportedIssuerKeys } from '../../src/keys/exported-keys.js'

const entry = (issuer: string, fetchedAt = 1): ExportedIssuerKeys => ({
  issuer,
  fetchedAt,
  keys: [],
})

describe('remembered keys', () => {
  it('are handed over once', () => {
    const remembered = new RememberedKeys(10)
    remembered.add(entry('a'))
    expect(remembered.take('b')).toBeUndefined()
    expect(remembered.take('a')).toEqual(entry('a'))
    expect(remembered.take('a')).toBeUndefined()
  })

  it('are the newest of an issuer, whatever came last', () => {
    const remembered = new RememberedKeys(10)
    for (const fetchedAt of [2, 3, 1]) remembered.add(entry('a', fetchedAt))
    expect(remembered.take('a')?.fetchedAt).toBe(3)
  })

  it('are no more than the limit, the last ones in', () => {
    const remembered = new RememberedKeys(2)
    for (const issuer of ['a', 'b', 'a', 'c']) remembered.add(entry(issuer))
    expect(remembered.take('b')).toBeUndefined()
    expect(remembered.take('a')).toBeDefined()
    expect(remembered.take('c')).toBeDefined()
  })
})
