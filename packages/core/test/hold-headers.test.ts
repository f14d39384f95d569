import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdHeaders } from '../src/hold-headers.js'

let handle: (res: ServerResponse) => void
const server = createServer((_req, res) => handle(res))

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function headersOf(handler: (res: ServerResponse) => void): Promise<Headers> {
  handle = handler
  const { port } = server.address() as AddressInfo
  return (await fetch(`http://127.0.0.1:${port}`)).headers
}

const HELD = { 'Cache-Control': 'private' }

describe('a held header', () => {
  it.each<[how: string, answer: (res: ServerResponse) => void]>([
    ['nothing', (res) => res.end()],
    ['setHeader', (res) => res.setHeader('cache-control', 'public').end()],
    ['an object', (res) => res.writeHead(200, { 'CACHE-control': 'public' }).end()],
    [
      'an object and a message',
      (res) => res.writeHead(200, 'Fine', { 'cache-control': 'x' }).end(),
    ],
    ['a flat list', (res) => res.writeHead(200, ['Cache-Control', 'public', 'X-Other', 'y']).end()],
    ['pairs', (res) => res.writeHead(200, [['Cache-Control', 'public']] as never).end()],
    ['write', (res) => res.setHeader('Cache-Control', 'public').write('x', () => res.end())],
  ])('wins over what the handler says by %s', async (_how, answer) => {
    const headers = await headersOf((res) => {
      holdHeaders(res, HELD)
      answer(res)
    })
    expect(headers.get('cache-control')).toBe('private')
  })

  it('leaves the other headers as they are', async () => {
    const headers = await headersOf((res) => {
      holdHeaders(res, HELD)
      res.setHeader('X-One', '1').writeHead(200, { 'X-Two': '2' }).end()
    })
    expect([headers.get('x-one'), headers.get('x-two')]).toEqual(['1', '2'])
  })

  it('is none where there is nothing to hold', async () => {
    const headers = await headersOf((res) => {
      holdHeaders(res, {})
      expect(Object.hasOwn(res, 'writeHead')).toBe(false)
      res.setHeader('Cache-Control', 'public').end()
    })
    expect(headers.get('cache-control')).toBe('public')
  })
})
