import { describe, expect, it } from 'vitest'
import { takeHead } from '../../src/handshake/response-head.js'

const take = (text: string): unknown => takeHead(Buffer.from(text, 'latin1'))

describe('the head of an answer', () => {
  it('is not there before its last line', () => {
    expect(take('')).toBeUndefined()
    expect(take('HTTP/1.1 200 OK\r\na: b\r\n')).toBeUndefined()
    expect(take('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n')).toBeUndefined()
  })

  it('is read in its order, with what comes twice', () => {
    const text = 'HTTP/1.1 404 \r\nA:  b \r\na:c\r\nempty:\r\n\r\nbody\r\n\r\n'
    const headers = [
      ['a', 'b'],
      ['a', 'c'],
      ['empty', ''],
    ]
    expect(take(text)).toEqual({ status: 404, headers })
    expect(take('HTTP/1.0 200\r\n\r\n')).toEqual({ status: 200, headers: [] })
  })

  it('is that of the final answer', () => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nstrict-transport-security: max-age=1\r\n\r\n'
    expect(take(`${hints}${hints}HTTP/1.1 200 OK\r\n\r\n`)).toEqual({ status: 200, headers: [] })
  })

  it.each([
    'SSH-2.0-a\r\n\r\n',
    'HTTP/2 200 OK\r\n\r\n',
    'HTTP/1.1 600 OK\r\n\r\n',
    'HTTP/1.1 200OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\na: b\r\n folded\r\n\r\n',
    'HTTP/1.1 200 OK\r\na : b\r\n\r\n',
    'HTTP/1.1 200 OK\r\n: b\r\n\r\n',
    'HTTP/1.1 200 OK\r\na: b\nc: d\r\n\r\n',
  ])('is none: %j', (text) => {
    expect(() => take(text)).toThrow('the server does not answer as HTTP/1 servers do')
  })
})
