import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidRequest, expectNoCredentials } from '../expect.js'
import { formPost } from '../requests.js'
import { eachVariant } from '../variants.js'
import type { Answer, ServerSetup } from '../world.js'

const query: ServerSetup = { key: 'query', options: { sources: { query: true } } }
const formAndQuery: ServerSetup = {
  key: 'form+query',
  options: { sources: { body: true, query: true } },
}
const cookie: ServerSetup = { key: 'cookie', options: { sources: { cookie: 'session' } } }

/** RFC 6750 §2.3, and the places that are no token sources at all. */
export const otherSourceCases: readonly ContractCase[] = [
  {
    ids: ['BRR-10'],
    title: 'takes no query token unless that is switched on',
    async run(world) {
      const server = await world.server()
      expectNoCredentials(await server.get(`/r?access_token=${await world.idp.token()}`))
    },
  },
  {
    ids: ['BRR-11'],
    title: 'marks answers to query tokens as private, whatever the handler says',
    async run(world) {
      const server = await world.server(query)
      const answer = await server.get(`/r?a=1&access_token=${await world.idp.token()}`)
      expectAccepted(answer)
      assert.deepEqual(answer.headers['cache-control'], ['private'])
    },
  },
  {
    ids: ['BRR-12'],
    title: 'takes parameters with brackets or other letter case for no tokens',
    async run(world) {
      const server = await world.server(formAndQuery)
      const token = await world.idp.token()
      const names = [
        'access_token[]',
        'access_token[x]',
        'access_token[0]',
        'access_token%5B%5D',
        'Access_Token',
        'ACCESS_TOKEN',
        'access-token',
        'access_token%20',
      ]
      await eachVariant(names, async (name) => {
        expectNoCredentials(await server.get(`/r?${name}=${token}`))
        expectNoTokenFound(await server.request(formPost(`${name}=${token}`)))
      })
    },
  },
  {
    ids: ['BRR-24'],
    title: 'looks into no cookie and no private header by default',
    async run(world) {
      const server = await world.server()
      const token = await world.idp.token()
      const headers = [
        ['Cookie', `access_token=${token}`],
        ['X-Access-Token', token],
        ['Proxy-Authorization', `Bearer ${token}`],
        ['X-Authorization', `Bearer ${token}`],
        ['X-Forwarded-Authorization', `Bearer ${token}`],
      ] as const
      await eachVariant([...headers.map((pair) => [pair]), headers], async (sent) => {
        expectNoCredentials(await server.request({ headers: sent }))
      })
    },
  },
  {
    ids: [],
    title: 'takes the token from the one named cookie where that is switched on',
    async run(world) {
      const server = await world.server(cookie)
      const token = await world.idp.token()
      const send = (value: string, bearer?: string): Promise<Answer> =>
        server.get('/r', bearer, [['Cookie', value]])
      expectAccepted(await send(`session=${token}`))
      expectAccepted(await send(`a=b; session=${token}; c=d`))
      expectNoCredentials(await send(`xsession=${token}; Session=${token}; session`))
      expectNoCredentials(await send('session='))
      expectInvalidRequest(await send(`session=${token}; session=${token}`))
      expectInvalidRequest(await send(`session=${token}`, token))
      expectInvalidRequest(await send('session=a b'))
    },
  },
]

// A form parser makes a list or an object of some of these names; both are unusable.
function expectNoTokenFound(answer: Answer): void {
  if (answer.status === 400) expectInvalidRequest(answer)
  else expectNoCredentials(answer)
}
