import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectRefused } from '../expect.js'
import { refusedRequests } from '../refused-requests.js'
import { eachVariant } from '../variants.js'

/** RFC 9110 §11.6.1 and the Fetch standard: challenges, whatever path an error takes. */
export const challengeCases: readonly ContractCase[] = [
  {
    ids: ['HTTP-12'],
    title: 'puts a challenge on every 401, through the framework’s own error path',
    async run(world) {
      const server = await world.server()
      const requests = (await refusedRequests(world)).filter(({ status }) => status === 401)
      await eachVariant(requests, async ({ request, status, error, scheme }) => {
        expectRefused(await server.request(request), { status, error, scheme })
      })
    },
  },
  {
    ids: ['HTTP-13'],
    title: 'writes challenges that a strict parser takes, with the realm as a quoted string',
    async run(world) {
      const server = await world.server()
      await eachVariant(await refusedRequests(world), async ({ request }) => {
        const { headers, challenges } = await server.request(request)
        const lines = headers['www-authenticate'] ?? []
        assert.ok(challenges.length > 0)
        for (const line of lines) assert.doesNotMatch(line, /realm=(?!")/i)
        for (const { params } of challenges) assert.equal(params['realm'], world.audience)
      })
    },
  },
  {
    ids: ['HTTP-15'],
    title: 'lets the preflights of the CORS middleware in front pass unchallenged',
    async run(world) {
      const server = await world.server()
      await eachVariant(['/r', '/r/write', '/su'], async (path) => {
        const answer = await server.request({
          method: 'OPTIONS',
          path,
          headers: [
            ['Origin', 'https://app.example'],
            ['Access-Control-Request-Method', 'GET'],
            ['Access-Control-Request-Headers', 'authorization,dpop'],
          ],
        })
        assert.ok([200, 204].includes(answer.status), `answered ${answer.status}`)
        assert.deepEqual(answer.challenges, [])
        const allowed = (answer.headers['access-control-allow-headers'] ?? []).join(',')
        assert.match(allowed, /\bauthorization\b/i)
        assert.match(allowed, /\bdpop\b/i)
      })
    },
  },
  {
    ids: [],
    title: 'keeps the headers that earlier middleware has set on every refusal',
    async run(world) {
      const server = await world.server()
      const origin = ['Origin', 'https://app.example'] as const
      await eachVariant(await refusedRequests(world), async ({ request }) => {
        const headers = [...(request.headers ?? []), origin]
        const answer = await server.request({ ...request, headers })
        const exposed = (answer.headers['access-control-expose-headers'] ?? []).join(',')
        assert.match(exposed, /\bwww-authenticate\b/i)
        assert.ok(answer.headers['access-control-allow-origin'])
      })
    },
  },
]
