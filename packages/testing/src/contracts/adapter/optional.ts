import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectInvalidDpopToken } from '../dpop/expect.js'
import {
  expectAccepted,
  expectForbidden,
  expectInvalidRequest,
  expectInvalidToken,
  expectNoCredentials,
} from '../expect.js'
import { formPost } from '../requests.js'
import { eachVariant } from '../variants.js'
import type { HeaderPair } from '../world.js'

/** Design §4: `optional` lets absent credentials pass, and nothing else. */
export const optionalCases: readonly ContractCase[] = [
  {
    ids: [],
    title: 'lets absent credentials pass where they are optional',
    async run({ idp, server }) {
      const running = await server()
      assert.deepEqual(expectAccepted(await running.get('/optional')), { anonymous: true })
      const empty = await running.get('/optional', undefined, [['Authorization', '']])
      assert.deepEqual(expectAccepted(empty), { anonymous: true })
      const body = expectAccepted(await running.get('/optional', await idp.token()))
      assert.equal(body.subject, 'u1')
    },
  },
  {
    ids: [],
    title: 'lets no bad credentials pass where they are optional',
    async run({ idp, clock, server }) {
      const running = await server()
      const good = await idp.token()
      const expired = await idp.token({ iat: clock.now() - 900, exp: clock.now() - 600 })
      await eachVariant(['abc', expired, await idp.token({ aud: 'x' })], async (token) => {
        expectInvalidToken(await running.get('/optional', token))
      })
      const basic: HeaderPair = ['Authorization', 'Basic dTpw']
      expectNoCredentials(await running.get('/optional', undefined, [basic]))
      const unproven: HeaderPair = ['Authorization', `DPoP ${good}`]
      expectInvalidDpopToken(await running.get('/optional', undefined, [unproven]))
      expectNoCredentials(await running.get(`/optional?access_token=${good}`))
      expectInvalidRequest(await running.get('/optional?access_token=x', good))
      const malformed: HeaderPair = ['Authorization', 'Bearer']
      expectInvalidRequest(await running.get('/optional', undefined, [malformed]))
      const [first, second]: HeaderPair[] = [good, 'abc'].map((token) => [
        'Authorization',
        `Bearer ${token}`,
      ])
      assert.ok(first && second)
      expectInvalidRequest(await running.get('/optional', undefined, [first, second]))
    },
  },
  {
    ids: [],
    title: 'challenges an anonymous request once a policy asks who it is',
    async run({ idp, server }) {
      const running = await server()
      expectNoCredentials(await running.get('/optional/read'))
      expectAccepted(await running.get('/optional/read', await idp.token()))
      const token = await idp.token({ scope: 'write' })
      expectForbidden(await running.get('/optional/read', token), 'read')
    },
  },
  {
    ids: [],
    title: 'leaves routes without authentication alone',
    async run({ idp, server }) {
      const running = await server()
      const token = await idp.token({ exp: 1 })
      await eachVariant([undefined, 'abc', token], async (sent) => {
        const answer = await running.get('/open', sent)
        assert.equal(answer.status, 200)
        assert.deepEqual(JSON.parse(answer.body), { open: true })
      })
      const post = await running.request(formPost('access_token=x'))
      expectNoCredentials(post)
    },
  },
]
