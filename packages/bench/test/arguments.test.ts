import { describe, expect, it } from 'vitest'
import { readArguments } from '../src/arguments.js'

describe('the arguments', () => {
  it('may be missing', () => {
    expect(readArguments([])).toEqual({ names: [], quick: false, json: undefined, svg: undefined })
  })

  it('are names and options, in any order', () => {
    const args = ['keys', '--json', 'a.json', '--quick', 'dpop', '--svg=b.svg']
    expect(readArguments(args)).toEqual({
      names: ['keys', 'dpop'],
      quick: true,
      json: 'a.json',
      svg: 'b.svg',
    })
  })

  it.each([
    [['kyes', 'keys'], /^No such benchmark: kyes\./],
    [['--fast'], /'--fast'/],
    [['--json'], /--json/],
    [['--svg='], /^A file needs a name\./],
  ])('%j are refused, with what there is', (args, message) => {
    expect(() => readArguments(args)).toThrow(message)
    expect(() => readArguments(args)).toThrow('unknown-kids')
  })
})
