import assert from 'node:assert/strict'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken, expectMisconfigured } from '../expect.js'
import { eachVariant } from '../variants.js'

/** Rows RI: RFC 8707. */
export const resourceIndicatorCases: readonly ContractCase[] = [
  {
    ids: ['RI-01'],
    title: 'takes tokens for exactly this resource, not for one above, below or beside it',
    run: (world) =>
      eachVariant(['a', 'b'], async (name) => {
        const own = `https://rs.example/${name}`
        const server = await world.server({
          key: `RI-01 ${name}`,
          options: { audience: own },
          mountPath: `/${name}`,
        })
        const path = `/${name}/r`
        expectAccepted(await server.get(path, await world.idp.token({ aud: own })))
        const sibling = `https://rs.example/${name === 'a' ? 'b' : 'a'}`
        const others = [
          sibling,
          'https://rs.example',
          `${own}/`,
          `${own}/x`,
          `${own}?x`,
          `${own}#x`,
        ]
        await eachVariant(others, async (aud) => {
          expectInvalidToken(await server.get(path, await world.idp.token({ aud })))
        })
      }),
  },
  {
    ids: ['RI-02'],
    title: 'starts with no audience that has a fragment; one that is no URL is fine',
    async run({ core, idp, server }) {
      await eachVariant(
        [
          'https://rs.example#x',
          'https://rs.example/#',
          ['https://a.example', 'https://b.example#'],
        ],
        async (audience) => expectMisconfigured(core, { issuer: idp.issuer, audience }, 'audience'),
      )
      const running = await server({ key: 'RI-02', options: { audience: 'rs' } })
      expectAccepted(await running.get('/r', await idp.token({ aud: 'rs' })))
      expectInvalidToken(await running.get('/r', await idp.token()))
    },
  },
  {
    ids: ['RI-03'],
    title: 'answers a wrong audience with invalid_token, never with invalid_target',
    async run({ idp, server }) {
      const answer = await (await server()).get('/r', await idp.token({ aud: 'https://x.example' }))
      expectInvalidToken(answer)
      assert.doesNotMatch(JSON.stringify([answer.headers, answer.body]), /invalid_target/)
    },
  },
]
