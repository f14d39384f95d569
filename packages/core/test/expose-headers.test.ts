import { createServer, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exposeHeaders } from '../src/expose-headers.js'
import { tokenRequest } from './support/token-request.js'

/** What a browser of another origin would be shown of the answer. */
async function exposedBy(
  answer: (res: ServerResponse) => void,
  origin: string | undefined = 'https://app.example',
): Promise<string | null> {
  const server = createServer((_req, res) => {
    const headers = origin === '' ? {} : { origin }
    exposeHeaders(res, tokenRequest({ headers }))
    answer(res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { headers } = await fetch(`http://127.0.0.1:${port}`)
  return headers.get('access-control-expose-headers')
}

const EXPOSED = 'Access-Control-Expose-Headers'

describe('exposeHeaders', () => {
  it('names the challenge and the nonce of an answer that has them', async () => {
    const challenge: OutgoingHttpHeaders = { 'WWW-Authenticate': 'DPoP', 'DPoP-Nonce': 'n' }
    expect(await exposedBy((res) => void res.writeHead(401, challenge).end())).toBe(
      'WWW-Authenticate, DPoP-Nonce',
    )
    expect(await exposedBy((res) => void res.setHeader('dpop-nonce', 'n').end())).toBe('DPoP-Nonce')
  })

  it('says nothing of others, and nothing where no other origin asks', async () => {
    expect(await exposedBy((res) => void res.writeHead(200).end())).toBeNull()
    expect(await exposedBy((res) => void res.writeHead(401, { 'DPoP-Nonce': 'n' }).end(), '')).toBe(
      null,
    )
  })

  it.each<readonly [string, (res: ServerResponse) => void]>([
    ['set before', (res) => void res.setHeader(EXPOSED, 'X-Total').writeHead(200).end()],
    [
      'in an object',
      (res) => void res.writeHead(200, { [EXPOSED.toLowerCase()]: 'X-Total' }).end(),
    ],
    ['in a flat list', (res) => void res.writeHead(200, [EXPOSED, 'X-Total']).end()],
    [
      'with a status message',
      (res) => void res.writeHead(200, 'Yes', { [EXPOSED]: 'X-Total' }).end(),
    ],
  ])('keeps what the application exposes: %s', async (_, answer) => {
    const exposed = await exposedBy((res) => {
      res.setHeader('DPoP-Nonce', 'n')
      answer(res)
    })
    expect(exposed).toBe('X-Total, DPoP-Nonce')
  })

  it('names nothing twice', async () => {
    const exposed = await exposedBy((res) => {
      exposeHeaders(res, tokenRequest({ headers: { origin: 'https://app.example' } }))
      res.setHeader(EXPOSED, 'dpop-nonce').writeHead(200, { 'DPoP-Nonce': 'n' }).end()
    })
    expect(exposed).toBe('dpop-nonce')
  })
})
