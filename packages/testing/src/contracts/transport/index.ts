import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectForbidden, expectInvalidToken } from '../expect.js'
import { eachVariant } from '../variants.js'

/** Attack tokens ATK-102 to ATK-104. */
export const transportAttackCases: readonly ContractCase[] = [
  {
    ids: ['ATK-102'],
    title: 'leaves a header block of 20 kB to Node, and goes on',
    async run({ idp, server }) {
      const running = await server()
      const token = await idp.token({ padding: 'x'.repeat(15_000) })
      assert.ok(token.length > 20_000)
      const answer = await running.get('/r', token)
      assert.equal(answer.status, 431)
      assert.equal((await running.get('/r', await idp.token())).status, 200)
    },
  },
  {
    ids: ['ATK-103'],
    title: 'leaves control characters and folded lines in the header to Node, and goes on',
    async run({ idp, server }) {
      const running = await server()
      const token = await idp.token()
      const values = [
        `Bearer ${token}\0`,
        `Bearer\0 ${token}`,
        `Bearer \u{1}${token}`,
        `Bearer ${token.slice(0, 40)}\r\n ${token.slice(40)}`,
        `Bearer\r\n ${token}`,
        `Bearer ${token}\u{7f}`,
      ]
      await eachVariant(values, async (value) => {
        const answer = await running.request({ headers: [['Authorization', value]] })
        assert.equal(answer.status, 400)
      })
      assert.equal((await running.get('/r', token)).status, 200)
    },
  },
  {
    ids: ['ATK-104'],
    title: 'lets no claim and no header member reach a challenge',
    async run({ idp, server }) {
      const running = await server()
      const evil = 'x\r\nX-Evil: 1\r\n\r\n"\\ \u{e9}\u{2028}\u{0}\u{1f600}'
      const names = ['iss', 'aud', 'sub', 'jti', 'client_id', 'exp', 'nbf', 'scope']
      const wrong = { exp: idp.claims()['iat'] }
      await eachVariant(names, async (name) => {
        const answer = await running.get('/r', await idp.token({ ...wrong, [name]: evil }))
        expectInvalidToken(answer)
        assert.equal(answer.headers['x-evil'], undefined)
      })
      await eachVariant(['kid', 'typ', 'alg', 'cty', 'jku', 'crit'], async (name) => {
        const token = await idp.token(wrong, { header: { [name]: evil } })
        const answer = await running.get('/r', token)
        expectInvalidToken(answer)
        assert.equal(answer.headers['x-evil'], undefined)
      })
      const denied = await running.get('/r/write', await idp.token({ scope: `read ${evil}` }))
      expectForbidden(denied, 'write')
      assert.equal(denied.headers['x-evil'], undefined)
    },
  },
]
