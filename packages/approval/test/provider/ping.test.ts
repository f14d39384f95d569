import { describe, expect, it } from 'vitest'
import type { ApprovalClient } from '../../src/index.js'
import { world, type World } from './support/world.js'

const ENDPOINT = 'https://app.example.com/ping'
const PING: Partial<ApprovalClient> = { delivery: { mode: 'ping', endpoint: ENDPOINT } }
const TOKEN = { client_notification_token: 'n0t1fy' }

interface Ping {
  readonly url: unknown
  readonly authorization: string | null
  readonly body: unknown
}

async function pinged(answer: () => Promise<Response>): Promise<{ here: World; pings: Ping[] }> {
  const pings: Ping[] = []
  const here = await world({
    client: PING,
    settings: {
      fetch: async (url, init) => {
        const authorization = new Headers(init?.headers).get('authorization')
        pings.push({ url, authorization, body: init?.body })
        return answer()
      },
    },
  })
  return { here, pings }
}

const noContent = async (): Promise<Response> => new Response(undefined, { status: 204 })

describe('a client that is told', () => {
  it.each(['approve', 'deny'] as const)(
    'learns of the answer, and fetches it: %s',
    async (decide) => {
      const { here, pings } = await pinged(noContent)
      const { json: asked } = await here.app.ask(TOKEN)
      await here[decide]()
      await expect.poll(() => pings).toHaveLength(1)
      expect(pings).toEqual([
        {
          url: new URL(ENDPOINT),
          authorization: 'Bearer n0t1fy',
          body: JSON.stringify({ auth_req_id: asked['auth_req_id'] }),
        },
      ])
      const { status } = await here.app.poll(asked['auth_req_id'])
      expect(status).toBe(decide === 'approve' ? 200 : 400)
    },
  )

  it('CIBA-14 needs a token for that, and one that polls needs none', async () => {
    const here = await world({ client: PING })
    const poll = await here.client({ clientId: 'poll' })
    expect((await poll.ask()).status).toBe(200)
    expect((await here.app.ask({ ...TOKEN, login_hint: 'bob' })).status).toBe(200)
    for (const client_notification_token of [undefined, 'a b', 'x'.repeat(1025), 'ä', '"x"']) {
      const { status, json } = await here.app.ask({ client_notification_token })
      expect([status, json['error']]).toEqual([400, 'invalid_request'])
    }
  })

  it('is not in the way of the owner who answers: it fails, or never ends', async () => {
    for (const answer of [
      async () => Promise.reject(new Error('connection refused')),
      async () => new Response('no', { status: 500 }),
      async () =>
        new Response(undefined, { status: 302, headers: { location: 'http://10.0.0.1/' } }),
      async () => new Promise<never>(() => undefined),
    ]) {
      const { here, pings } = await pinged(answer)
      const { json: asked } = await here.app.ask(TOKEN)
      await here.approve()
      await expect.poll(() => pings).toHaveLength(1)
      expect((await here.app.poll(asked['auth_req_id'])).status).toBe(200)
    }
  })

  it('is told once, however often a decision is handed on', async () => {
    const { here, pings } = await pinged(noContent)
    const { json: asked } = await here.app.ask(TOKEN)
    const id = await here.approve()
    const approval = here.directory.all.get(id)
    if (!approval) throw new Error('there is an approval')
    await here.side.port.approve(approval, String(asked['auth_req_id']), { authTime: 1 })
    await here.side.port.deny(approval, String(asked['auth_req_id']))
    await expect.poll(() => pings).toHaveLength(1)
    expect((await here.app.poll(asked['auth_req_id'])).status).toBe(200)
    await here.side.port.deny(approval, String(asked['auth_req_id']))
    expect(pings).toHaveLength(1)
  })
})
