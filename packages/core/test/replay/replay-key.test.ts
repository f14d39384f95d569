import { expect, it } from 'vitest'
import { replayKey } from '../../src/replay/replay-key.js'

const nameOf = (jti: string): string => replayKey('https://id.example', 'k', jti)

it('is bounded, however long a proof’s own name is', () => {
  expect(nameOf('x'.repeat(64))).toBe(`https://id.example k ${'x'.repeat(64)}`)
  expect(nameOf('x'.repeat(65))).toHaveLength(87)
  expect(nameOf('x'.repeat(65))).not.toBe(nameOf('x'.repeat(66)))
})

it('is another one for each issuer, key and proof, wherever the parts end', () => {
  const keys = [
    replayKey('a', 'b', 'c'),
    replayKey('ab', '', 'c'),
    replayKey('a', 'bc', ''),
    replayKey('a', 'b', ' c'),
    replayKey('a', 'b', ''),
    replayKey('a', 'b', 'x'.repeat(65)),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})
