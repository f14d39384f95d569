import { describe, expect, it } from 'vitest'
import { isTooDeep, parseJson } from '../src/parse-json.js'

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

describe('JSON of a stranger', () => {
  it.each(['{"a":[1,"]"]}', '"["', '[]', 'null', '{"\\"[":{}}'])('is what it says: %s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  it.each(['', '{', '{"secret":"x', '[1,]'])('is nothing where it is none: %j', (text) => {
    expect(parseJson(text)).toBeUndefined()
  })

  it('is read down to 64 levels', () => {
    expect(isTooDeep(nested(64))).toBe(false)
    expect(isTooDeep(nested(65))).toBe(true)
    expect(parseJson(nested(400_000))).toBeUndefined()
  })

  it('may hold any number of brackets in its texts', () => {
    expect(isTooDeep(JSON.stringify(['['.repeat(100), '\\"['.repeat(100)]))).toBe(false)
  })
})
