import assert from 'node:assert/strict'
import { unsigned } from '../../attacks/forge/compact.js'
import { algNoneAttacks } from '../../attacks/tokens/alg-none.js'
import type { ContractCase } from '../case.js'
import { expectMisconfigured } from '../expect.js'
import { refusesAttack } from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

/** Tokens that nobody signed. */
export const algNoneCases: readonly ContractCase[] = [
  ...algNoneAttacks.map(refusesAttack),
  {
    ids: ['BCP-04'],
    title: 'refuses to start with an empty list of algorithms, rather than take any',
    async run(world) {
      const { core, idp, audience } = world
      const options = { issuer: idp.issuer, audience }
      for (const algorithms of [[], ['none'], 'none', null]) {
        expectMisconfigured(core, { ...options, algorithms }, 'algorithms')
      }
      const verifier = core.createVerifier({ ...options, algorithms: undefined })
      const token = unsigned(subjectIn(world), { header: { alg: 'none' } })
      await assert.rejects(verifier.verifyToken(token), { status: 401 })
      verifier.close()
    },
  },
]
