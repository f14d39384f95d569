import { critAttacks } from '../../attacks/tokens/crit.js'
import type { ContractCase } from '../case.js'
import { expectInvalidToken } from '../expect.js'
import { postForm, refusesAttack } from './refused-tokens.js'

/** Header members that change how a token has to be read. */
export const critCases: readonly ContractCase[] = [
  ...critAttacks.map(refusesAttack),
  {
    ids: ['ATK-70'],
    title: 'refuses a crit of 10 000 entries for its size',
    async run(world) {
      const crit = Array.from({ length: 10_000 }, () => 'x')
      expectInvalidToken(await postForm(world, world.idp.sign({ header: { crit, x: 1 } })))
    },
  },
]
