import assert from 'node:assert/strict'
import { attackerJwks } from '../../attacks/attacker-keys.js'
import type { TokenAttack } from '../../attacks/token-attack.js'
import { injectedKeyAttacks } from '../../attacks/tokens/injected-keys.js'
import type { ContractCase } from '../case.js'
import { expectAccepted } from '../expect.js'
import { keyOf } from './key-of.js'
import { oncePerWorld } from './once-per-world.js'
import { expectOnlyProviderFetched, WATCHED_SERVER } from './outbound.js'
import { expectAllRefused } from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

/** Tokens that bring the key they were signed with, or say where to get it. */
export const injectedKeyCases: readonly ContractCase[] = [
  ...injectedKeyAttacks.map(refusesUnfetched),
  {
    ids: ['ATK-08', 'ATK-10', 'JOSE-12'],
    title: 'ignores the same members on a good token',
    async run(world) {
      const collector = await collectorOf(world)
      const server = await world.server(WATCHED_SERVER)
      const header = {
        jwk: keyOf(collector).publicJwk,
        jku: collector.jwksUri,
        x5u: collector.jwksUri,
      }
      expectAccepted(await server.get('/r', await world.idp.token({}, { header })))
      assert.equal(collector.requestCount(), 0)
      expectOnlyProviderFetched(world)
    },
  },
]

/** Serves the keys of the attacker: with the kids of the real ones, so that nothing but the keys is foreign. */
const collectorOf = oncePerWorld(async (world) => {
  const collector = await world.provider({ algorithms: ['ES256'] })
  const { keys } = await attackerJwks(subjectIn(world))
  collector.jwks.keys = [...keys]
  return collector
})

function refusesUnfetched(attack: TokenAttack): ContractCase {
  return {
    ids: attack.rows,
    title: attack.title,
    async run(world) {
      const collector = await collectorOf(world)
      const subject = subjectIn(world, world.idp, collector.jwksUri)
      await expectAllRefused(world, await attack.tokens(subject), { setup: WATCHED_SERVER })
      assert.equal(collector.requestCount(), 0, 'the attacker saw a request')
      expectOnlyProviderFetched(world)
    },
  }
}
