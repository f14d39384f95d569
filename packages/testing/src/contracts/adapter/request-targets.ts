import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import type { CoreUnderTest, RequestUnderTest } from '../core-under-test.js'
import {
  expectAccepted,
  expectForbidden,
  expectInvalidRequest,
  expectNoCredentials,
} from '../expect.js'
import { eachVariant } from '../variants.js'
import type { ServerSetup } from '../world.js'

/** What the client sent, before a framework stripped or resolved it. */
export const requestTargetCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'authenticates and authorizes below a mount path',
    async run({ idp, server }) {
      const running = await server({ key: 'mounted', mountPath: '/api' })
      const token = await idp.token()
      expectAccepted(await running.get('/api/r', token))
      expectNoCredentials(await running.get('/api/r'))
      expectForbidden(await running.get('/api/r/write', token), 'write')
      expectInvalidRequest(await running.get('/api/r?access_token=x', token))
      assert.equal((await running.get('/r', token)).status, 404)
    },
  },
  {
    ids: [],
    title: 'shows policies the URL and the method that the client sent',
    async run({ idp, server }) {
      const token = await idp.token()
      const running = await server(seeing('GET', '/api/see?a=%7E&b=1'))
      expectAccepted(await running.get('/api/see?a=%7E&b=1', token))
      expectForbidden(await running.get('/api/see?a=~&b=1', token))
      expectForbidden(await running.get('/api/see', token))
    },
  },
  {
    ids: [],
    title: 'finds the token of a request-target in absolute form, and no second one in its host',
    async run({ idp, server }) {
      const token = await idp.token()
      const running = await server()
      await eachVariant(['http://rs.example/r', 'http://evil.example/r'], async (target) => {
        expectAccepted(await running.request({ target, token }))
        expectNoCredentials(await running.request({ target }))
        expectInvalidRequest(await running.request({ target: `${target}?access_token=x`, token }))
        expectNoCredentials(await running.request({ target: `${target}?access_token=${token}` }))
      })
    },
  },
  {
    ids: [],
    title: 'answers odd request-targets without falling over',
    async run({ idp, server }) {
      const token = await idp.token()
      const running = await server()
      const targets = [
        '//evil/r',
        '/r#x',
        '/r\\x',
        '/a/../r',
        '/r?',
        '/r?%',
        '/%',
        '/r?a[]=&a=1',
        '*',
      ]
      await eachVariant(targets, async (target) => {
        const anonymous = await running.request({ target })
        assert.ok([400, 401, 404].includes(anonymous.status), `answered ${anonymous.status}`)
        const answer = await running.request({ target, token })
        assert.ok([200, 400, 404].includes(answer.status), `answered ${answer.status}`)
      })
    },
  },
  {
    ids: [],
    title: 'authenticates HEAD, POST and DELETE as it does GET',
    async run({ idp, server }) {
      const running = await server()
      await eachVariant(['HEAD', 'POST', 'DELETE'], async (method) => {
        expectAccepted(await running.request({ method, token: await idp.token() }))
        expectNoCredentials(await running.request({ method }))
      })
    },
  },
]

function seeing(method: string, url: string): ServerSetup {
  const seen = (core: CoreUnderTest): ReturnType<CoreUnderTest['check']> =>
    core.check(
      (_: unknown, request: RequestUnderTest) => request.method === method && request.url === url,
    )
  return {
    key: 'seeing',
    mountPath: '/api',
    routes: (core) => [
      { method: 'get', path: '/any', policies: [] },
      { method: 'get', path: '/see', policies: [seen(core)] },
    ],
  }
}
