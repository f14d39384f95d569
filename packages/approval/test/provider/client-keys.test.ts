import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createTestCertificate } from '@countersign/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { world, type World } from './support/world.js'

const KEYS = new URL('https://app.example.com/jwks')

async function withKeysAt(
  url: URL,
  answer?: (here: () => World) => Response | Promise<Response>,
): Promise<World> {
  let here: World | undefined
  const made = (): World => {
    if (!here) throw new Error('there is a world')
    return here
  }
  here = await world({
    client: { authentication: { method: 'private_key_jwt', keys: url } },
    settings: { fetch: answer && (async () => answer(made)) },
  })
  return here
}

describe('keys of a client that are somewhere else', () => {
  it('are fetched from there', async () => {
    const { app } = await withKeysAt(KEYS, (here) =>
      Response.json({ keys: [here().app.key.publicJwk] }),
    )
    expect((await app.ask()).status).toBe(200)
  })

  it('are the only ones that count', async () => {
    const { app, client } = await withKeysAt(KEYS, async () => Response.json({ keys: [] }))
    const other = await client({ clientId: 'other' })
    const client_assertion = await other.assertion({ iss: 'app', sub: 'app' })
    const { status, json } = await app.ask({ client_assertion })
    expect([status, json['error']]).toEqual([401, 'invalid_client'])
  })

  it.each<[string, () => Response | Promise<Response>]>([
    ['away', async () => Promise.reject(new Error('no route to 10.0.0.9'))],
    ['moved', () => new Response(undefined, { status: 302, headers: { location: 'http://x' } })],
    ['broken', () => new Response('<html>')],
    ['endless', () => Response.json({ keys: [], more: 'x'.repeat(300_000) })],
  ])('are no proof that the client is a wrong one when they are %s', async (_what, answer) => {
    const { app } = await withKeysAt(KEYS, answer)
    const { status, json, text } = await app.ask()
    expect([status, json['error']]).toEqual([503, 'temporarily_unavailable'])
    expect(text).not.toMatch(/10\.0/)
  })

  it('are not fetched from this machine, or a private network', async () => {
    const { certificate: cert, privateKey: key } = await createTestCertificate()
    let asked = 0
    const server = createServer({ cert, key }, (_req, res) => {
      asked += 1
      res.end('{"keys":[]}')
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
    // What is refused is the address: the certificate would be, too.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { port } = server.address() as AddressInfo
    const { app, failures } = await withKeysAt(new URL(`https://127.0.0.1:${port}/jwks`))
    expect((await app.ask()).status).toBe(503)
    expect(asked).toBe(0)
    expect(failures[0]?.error).toMatch(/special-use IP address/)
  })
})
