import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readInput } from '../src/read-input.js'
import { fakeIo } from './fake-io.js'

describe('what a command reads', () => {
  it('is its argument', async () => {
    expect(await readInput('x', fakeIo({ stdin: 'y' }))).toBe('x')
  })

  it.each([undefined, '-'])('is the standard input with %j', async (value) => {
    expect(await readInput(value, fakeIo({ stdin: 'y' }))).toBe('y')
  })

  it('is whole characters, wherever the pieces are cut', async () => {
    const bytes = Buffer.from('Grüße')
    const stdin = Readable.from([bytes.subarray(0, 3), bytes.subarray(3)])
    expect(await readInput('-', fakeIo({ stdin }))).toBe('Grüße')
  })

  it('is not waited for where a person would have to type it', async () => {
    await expect(readInput(undefined, fakeIo())).rejects.toThrow('Nothing was given')
  })

  it('is something', async () => {
    await expect(readInput('-', fakeIo({ stdin: '' }))).rejects.toThrow('is empty')
  })

  it('is at most a megabyte, and no more of it is read', async () => {
    let pieces = 0
    function* endless(): Generator<Buffer> {
      for (;;) {
        pieces += 1
        yield Buffer.alloc(100_000, 'a')
      }
    }
    const stdin = Readable.from(endless())
    await expect(readInput('-', fakeIo({ stdin }))).rejects.toThrow('more than 1000000 bytes')
    expect(pieces).toBeLessThan(40)
  })
})
