import { describe, expect, it } from 'vitest'
import { UnknownKids } from '../../src/keys/unknown-kids.js'

const T0 = 1_800_000_000
const wanted = (kid: string | undefined): { algorithm: 'ES256'; kid: string | undefined } => ({
  algorithm: 'ES256',
  kid,
})

describe('a key that the provider does not have', () => {
  it('is not asked for again for the length of a cooldown', () => {
    const unknown = new UnknownKids(30)
    expect(unknown.has(wanted('a'), T0)).toBe(false)
    unknown.add(wanted('a'), T0)
    expect(unknown.has(wanted('a'), T0 + 29.9)).toBe(true)
    expect(unknown.has(wanted('a'), T0 + 30)).toBe(false)
  })

  it('says nothing about other names, other algorithms, or no name', () => {
    const unknown = new UnknownKids(30)
    unknown.add(wanted('a'), T0)
    expect(unknown.has(wanted('b'), T0)).toBe(false)
    expect(unknown.has(wanted(undefined), T0)).toBe(false)
    expect(unknown.has({ algorithm: 'ES384', kid: 'a' }, T0)).toBe(false)
    unknown.add(wanted(undefined), T0)
    expect(unknown.has(wanted(undefined), T0)).toBe(true)
    expect(unknown.has(wanted('null'), T0)).toBe(false)
  })

  it('is told from others however long the names are', () => {
    const unknown = new UnknownKids(30)
    const long = 'x'.repeat(10_000)
    unknown.add(wanted(long), T0)
    expect(unknown.has(wanted(long), T0)).toBe(true)
    expect(unknown.has(wanted(`${long}y`), T0)).toBe(false)
  })

  it('may be asked for after a clock was set back', () => {
    const unknown = new UnknownKids(30)
    unknown.add(wanted('a'), T0)
    expect(unknown.has(wanted('a'), T0 - 1)).toBe(false)
  })
})

it('remembers a thousand names, the ones that were missed last', () => {
  const unknown = new UnknownKids(30)
  for (let n = 0; n < 1_001; n++) unknown.add(wanted(String(n)), T0)
  expect(unknown.has(wanted('0'), T0)).toBe(false)
  expect(unknown.has(wanted('1'), T0)).toBe(true)
  expect(unknown.has(wanted('1000'), T0)).toBe(true)
})
