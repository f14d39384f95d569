import { describe, expect, it } from 'vitest'
import { createAnswerReader, type Answer } from '../../src/http/answer-reader.js'

const ORDERS = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'
const REFUSAL = 'HTTP/1.1 401 Unauthorized\r\ncontent-length:12\r\n\r\nUnauthorized'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** What a reader gives for each of these chunks. */
function readAll(...chunks: readonly string[]): readonly (Answer | undefined)[] {
  const read = createAnswerReader()
  return chunks.map((chunk) => read(bytes(chunk)))
}

describe('the reader of answers', () => {
  it('gives the status and the body', () => {
    expect(readAll(ORDERS)).toEqual([{ status: 200, body: '{}' }])
  })

  it('reads one answer after the other, with the same head and with another one', () => {
    const [orders, refusal] = [
      { status: 200, body: '{}' },
      { status: 401, body: 'Unauthorized' },
    ]
    expect(readAll(ORDERS, ORDERS, REFUSAL, ORDERS)).toEqual([orders, orders, refusal, orders])
  })

  it('waits for the last byte, wherever the chunks end', () => {
    for (let at = 1; at < REFUSAL.length; at += 1) {
      const answers = readAll(REFUSAL.slice(0, at), REFUSAL.slice(at))
      expect(answers).toEqual([undefined, { status: 401, body: 'Unauthorized' }])
    }
    expect(readAll(...ORDERS.split('')).at(-1)).toEqual({ status: 200, body: '{}' })
  })

  it('takes an answer without a body', () => {
    const empty = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
    expect(readAll(empty)).toEqual([{ status: 200, body: '' }])
  })

  it.each([
    ['more than one answer', ORDERS + ORDERS, 'more than the answer'],
    ['something else', 'SSH-2.0-OpenSSH\r\n\r\n', 'not an answer of HTTP/1.1'],
    ['an old version', ORDERS.replace('1.1', '1.0'), 'not an answer of HTTP/1.1'],
    ['no length', 'HTTP/1.1 200 OK\r\n\r\n', 'does not say how long'],
    ['two lengths', ORDERS.replace('\r\n\r\n', '\r\nContent-Length: 3\r\n\r\n'), 'how long'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'how long'],
    ['a head without an end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(10_000)}`, 'no end of its head'],
  ])('does not take %s', (_what, text, message) => {
    expect(() => readAll(text)).toThrow(message)
  })
})
