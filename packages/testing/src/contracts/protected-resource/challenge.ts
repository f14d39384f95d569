import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { schemesOf } from '../dpop/expect.js'
import { expectNoCredentials, expectSameAnswer } from '../expect.js'
import { refusedRequests } from '../refused-requests.js'
import { eachVariant } from '../variants.js'
import { mountedServer, WELL_KNOWN, withResource } from './document.js'

/** RFC 9728 §5.1: challenges point to the document. */
export const challengeCases: readonly ContractCase[] = [
  {
    ids: ['PRM-09'],
    title: 'names the absolute URL of the document in the challenge',
    async run(world) {
      const server = await mountedServer(world)
      const answer = await server.get('/api/v1/r')
      expectNoCredentials(answer)
      const url = `https://rs.example${WELL_KNOWN}/api/v1`
      assert.ok(answer.headers['www-authenticate']?.[0]?.includes(`resource_metadata="${url}"`))
    },
  },
  {
    ids: ['PRM-10'],
    title: 'names it once in every challenge, beside whatever else stands there',
    async run(world) {
      const server = await world.server(withResource('https://rs.example'))
      await eachVariant(await refusedRequests(world), async ({ request, status }) => {
        const answer = await server.request(request)
        assert.equal(answer.status, status)
        assert.deepEqual(schemesOf(answer), ['Bearer', 'DPoP'])
        for (const { params } of answer.challenges) {
          assert.equal(params['resource_metadata'], `https://rs.example${WELL_KNOWN}`)
        }
      })
    },
  },
  {
    ids: ['PRM-11'],
    title: 'builds that URL out of the configuration, never out of the request',
    async run(world) {
      const options = { resource: { resource: 'https://rs.example' } }
      await eachVariant([false, true], async (trustProxy) => {
        const key = `PRM-11 ${trustProxy ? 'behind a proxy' : 'direct'}`
        const server = await world.server({ key, options, trustProxy })
        const plain = await server.get('/r')
        const forwarded = await server.request({
          host: 'evil.example',
          headers: [
            ['X-Forwarded-Host', 'evil.example", x="'],
            ['X-Forwarded-Proto', 'http'],
            ['X-Forwarded-Prefix', '/evil'],
            ['Forwarded', 'host=evil.example;proto=http'],
          ],
        })
        expectNoCredentials(forwarded)
        expectSameAnswer(forwarded, plain)
        assert.doesNotMatch(JSON.stringify(forwarded.headers), /evil/)
      })
    },
  },
]
