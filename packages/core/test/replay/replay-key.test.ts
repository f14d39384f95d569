import { expect, it } from 'vitest'
import { replayKey } from '../../src/replay/replay-key.js'

it('is a name of 43 characters that tells nothing', () => {
  for (const jti of ['a', '', 'x'.repeat(10_000), '\u{1f600}']) {
    expect(replayKey('https://id.example', 'k', jti)).toMatch(/^[\w-]{43}$/)
  }
})

it('is another one for each issuer, key and proof, wherever the parts end', () => {
  const keys = [
    replayKey('a', 'b', 'c'),
    replayKey('ab', '', 'c'),
    replayKey('a', 'bc', ''),
    replayKey('a', 'b","c', 'd'),
    replayKey('a', 'b', 'c","d'),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})
