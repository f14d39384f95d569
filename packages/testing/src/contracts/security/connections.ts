import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { ContractCase } from '../case.js'
import {
  expectAccepted,
  expectForbidden,
  expectNoCredentials,
  expectSameAnswer,
} from '../expect.js'
import { eachVariant } from '../variants.js'

/** RFC 9700: every request is judged for itself. */
export const connectionCases: readonly ContractCase[] = [
  {
    ids: ['SEC-01'],
    title: 'carries nothing over from one request of a connection to the next',
    async run({ idp, server }) {
      const { url } = await server()
      const tokens = [
        await idp.token(),
        undefined,
        await idp.token({ aud: 'https://other.example' }),
        await idp.token(),
      ]
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const statuses: (number | undefined)[] = []
      const sockets = new Set<unknown>()
      await eachVariant(tokens, async (token) => {
        const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
        const request = httpRequest(`${url}/r`, { agent, headers }).end()
        const [response] = (await once(request, 'response')) as [IncomingMessage]
        statuses.push(response.statusCode)
        sockets.add(request.socket)
        await text(response)
      })
      agent.destroy()
      assert.deepEqual(statuses, [200, 401, 401, 200])
      assert.equal(sockets.size, 1, 'the requests shared a connection')
    },
  },
  {
    ids: [],
    title: 'mixes up no identities when requests run at once',
    async run({ idp, server }) {
      const running = await server()
      const subjects = Array.from({ length: 40 }, (_, index) => `user-${index}`)
      const answers = await Promise.all(
        subjects.map(async (sub) => running.get('/r', await idp.token({ sub }))),
      )
      const found = answers.map((answer) => expectAccepted(answer).subject)
      assert.deepEqual(found, subjects)
    },
  },
  {
    ids: ['SEC-03'],
    title: 'tells client tokens from user tokens at a user-only route',
    async run({ idp, server }) {
      const running = await server()
      const client = await idp.token({ sub: 'c1', client_id: 'c1' })
      expectForbidden(await running.get('/user', client))
      expectAccepted(await running.get('/r', client))
      expectAccepted(await running.get('/user', await idp.token()))
    },
  },
  {
    ids: ['SEC-04'],
    title: 'believes no header that only a proxy of ours may set',
    async run({ idp, server }) {
      const running = await server()
      const headers = [
        ['X-Forwarded-For', '127.0.0.1'],
        ['X-Forwarded-Proto', 'https'],
        ['X-Forwarded-Host', 'rs.example'],
        ['X-Forwarded-User', 'u1'],
        ['Forwarded', 'for=127.0.0.1;proto=https'],
        ['Client-Cert', ':AAAA:'],
        ['X-Client-Cert', 'AAAA'],
        ['X-User', 'u1'],
        ['X-Token-Claims', JSON.stringify(idp.claims())],
        ['X-Original-Authorization', `Bearer ${await idp.token()}`],
        ['X-Original-URL', '/open'],
        ['X-Rewrite-URL', '/open'],
      ] as const
      const plain = await running.get('/r')
      await eachVariant([...headers.map((pair) => [pair]), headers], async (sent) => {
        const answer = await running.request({ headers: sent })
        expectNoCredentials(answer)
        expectSameAnswer(answer, plain)
      })
    },
  },
]
