import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createIssuer, generateSigningKey } from '../../src/index.js'
import { answerOf, basic } from '../support/post-form.js'
import { serveForTest } from '../support/serve.js'

const secret = randomBytes(24).toString('base64url')

const start = async (): Promise<string> => {
  const keys = [await generateSigningKey()]
  return serveForTest(
    (origin) =>
      createIssuer({
        issuer: origin,
        audience: 'https://api.example.com',
        keys,
        clients: [{ clientId: 'c1', secret, grantTypes: ['client_credentials'] }],
        endpoints: { token: true },
      }).handler,
  )
}

describe('a body', () => {
  it.each([
    ['announced as too long', { 'Content-Length': '16385' }, ''],
    ['too long, and not announced', { 'Transfer-Encoding': 'chunked' }, 'x'.repeat(20_000)],
  ])('%s is a 413, and the connection is over', async (_name, headers, body) => {
    const { port } = new URL(await start())
    const socket = connect(Number(port), '127.0.0.1')
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const type = 'Content-Type: application/x-www-form-urlencoded'
    const head = ['POST /token HTTP/1.1', 'Host: x', type, ...lines, '', ''].join('\r\n')
    socket.write(head + (body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`))
    const chunks = (await socket.toArray()) as Buffer[]
    const answer = Buffer.concat(chunks).toString()
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toMatch(/\r\nConnection: close\r\n/i)
  })

  it.each([
    ['grant_type=%zz', 'a broken escape'],
    ['grant_type=%ff', 'no UTF-8'],
    ['a=1&'.repeat(51), 'too many parameters'],
    ['grant_type=client_credentials&grant_type=client_credentials', 'a parameter twice'],
    ['grant_type=client_credentials&grant_type=', 'a parameter twice, once empty'],
  ])('%j is refused', async (body) => {
    const origin = await start()
    const type = 'application/x-www-form-urlencoded'
    const headers = { ...basic('c1', secret), 'Content-Type': type }
    const response = await fetch(`${origin}/token`, { method: 'POST', body, headers })
    const answer = await answerOf(response)
    expect([answer.status, answer.json['error']]).toEqual([400, 'invalid_request'])
  })

  it('that is compressed is refused', async () => {
    const origin = await start()
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Encoding': 'gzip',
    }
    const response = await fetch(`${origin}/token`, { method: 'POST', body: 'x', headers })
    expect(response.status).toBe(415)
  })
})
