import assert from 'node:assert/strict'
import { jsonText } from '../../attacks/forge/compact.js'
import { jsonMemberAttacks } from '../../attacks/tokens/json-members.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectForbidden } from '../expect.js'
import { eachNamed, refusesAttack } from './refused-tokens.js'

/** Members that another parser would read differently. */
export const jsonMemberCases: readonly ContractCase[] = [
  ...jsonMemberAttacks.map(refusesAttack),
  {
    ids: ['ATK-45'],
    title: 'takes the same name in different objects',
    async run({ idp, server: start }) {
      const server = await start()
      const x = { sub: 'a', iss: 'b', y: [{ sub: 'c' }, { sub: 'd' }] }
      const { claims } = expectAccepted(await server.get('/r', await idp.token({ x })))
      assert.deepEqual(claims?.['x'], x)
    },
  },
  {
    ids: ['ATK-46'],
    title: 'takes members named like inherited ones for data, without effect',
    async run({ idp, server: start }) {
      const server = await start()
      const { scope, ...claims } = idp.claims()
      assert.equal(scope, 'read')
      const payloads = {
        constructor: jsonText(claims, {
          last: '"constructor":{"prototype":{"scope":"admin","polluted":true}}',
        }),
        toString: jsonText(claims, { last: '"toString":1,"valueOf":1,"hasOwnProperty":1' }),
      }
      await eachNamed(payloads, async (payload) => {
        const token = idp.sign({ payload })
        expectAccepted(await server.get('/r', token))
        expectForbidden(await server.get('/admin', token), 'admin')
        const auth = (await server.verifier.verifyToken(token)) as { claims: object }
        assert.equal(Object.getPrototypeOf(auth.claims), null)
        assert.equal('polluted' in {}, false)
      })
    },
  },
]
