import { describe, expect, it } from 'vitest'
import { wrap } from '../../src/picture/wrap.js'

describe('lines', () => {
  it('are broken between words', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three'])
  })

  it('are longer only where a word is', () => {
    expect(wrap('a considerable word', 5)).toEqual(['a', 'considerable', 'word'])
  })
})
