import { describe, expect, it } from 'vitest'
import { collectBytes } from '../../src/keys/bounded-read.js'

/** Chunks, and whether their source was ended before its time. */
function source(...chunks: readonly unknown[]): AsyncIterable<unknown> & { ended: boolean } {
  const made = {
    ended: false,
    async *[Symbol.asyncIterator](): AsyncGenerator {
      try {
        yield* chunks
      } finally {
        made.ended = true
      }
    },
  }
  return made
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('collecting bytes', () => {
  it('gives them in one piece', async () => {
    expect(Buffer.from(await collectBytes(source(bytes('ab'), bytes('c')), 3))).toEqual(
      Buffer.from('abc'),
    )
    expect(await collectBytes(source(), 3)).toHaveLength(0)
  })

  it('ends at the first one too many', async () => {
    const endless = source(bytes('ab'), bytes('cd'), bytes('ef'))
    await expect(collectBytes(endless, 3)).rejects.toThrow('more than 3 bytes')
    expect(endless.ended).toBe(true)
  })

  it.each(['text', new ArrayBuffer(8), { length: 1 }, null])(
    'takes nothing whose length is not that of bytes: %o',
    async (chunk) => {
      await expect(collectBytes(source(chunk), 1_000)).rejects.toThrow('not made of bytes')
    },
  )
})
