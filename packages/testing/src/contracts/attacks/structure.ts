import { structureAttacks } from '../../attacks/tokens/structure.js'
import type { ContractCase } from '../case.js'
import { expectInvalidRequest, expectInvalidToken } from '../expect.js'
import { eachNamed, expectTooLarge, postForm, refusesAttack } from './refused-tokens.js'

/** What is no compact JWS of three segments. */
export const structureCases: readonly ContractCase[] = [
  ...structureAttacks.map(refusesAttack),
  {
    ids: ['ATK-33'],
    title: 'refuses a token of 100 000 periods',
    async run(world) {
      const periods = '.'.repeat(100_000)
      expectTooLarge(await (await world.server()).get('/r', periods))
      expectTooLarge(await postForm(world, periods))
      expectInvalidToken(await postForm(world, '.'.repeat(16_384)))
      expectInvalidToken(await postForm(world, '.'.repeat(16_385)))
      expectInvalidToken(await postForm(world, `${await world.idp.token()}${'.'.repeat(60_000)}`))
    },
  },
  {
    ids: ['ATK-38', 'HTTP-05'],
    title: 'trims nothing but spaces and tabs, whatever the language calls white space',
    async run(world) {
      const server = await world.server()
      const token = await world.idp.token()
      // U+00A0 and U+0085, a byte each in a header.
      for (const odd of ['\u00a0', '\u0085']) {
        const values = [`Bearer ${token}${odd}`, `Bearer ${odd}${token}`, `Bearer${odd}${token}`]
        // oxlint-disable-next-line no-await-in-loop
        await eachNamed(Object.fromEntries(values.entries()), async (value) => {
          const bytes = Buffer.from(value, 'latin1')
          expectInvalidRequest(await server.request({ headers: [['Authorization', bytes]] }))
        })
      }
    },
  },
]
