import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { COMMANDS, keyIdAttacks } from '../../attacks/tokens/key-ids.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import {
  attackOf,
  expectAllRefused,
  expectTooLarge,
  FORM_SERVER,
  postForm,
  refusesAttack,
} from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

/** Tokens whose kid is more than a name. */
export const keyIdCases: readonly ContractCase[] = [
  ...keyIdAttacks.map(refusesAttack),
  {
    ids: ['ATK-12', 'BCP-09'],
    title: 'tells no log of a command or a query that a kid spells',
    async run(world) {
      const events = watchRefusals()
      const attack = attackOf(keyIdAttacks, 'kid-command')
      await expectAllRefused(world, await attack.tokens(subjectIn(world)))
      const text = events.stop()
      assert.notEqual(text, '[]')
      for (const kid of [...COMMANDS, 'admin logged in']) assert.ok(!text.includes(kid), text)
    },
  },
  {
    ids: ['ATK-14'],
    title: 'refuses a kid of 100 kB for its size',
    async run(world) {
      const token = world.idp.sign({ header: { kid: 'k'.repeat(100_000) } })
      expectTooLarge(await (await world.server()).get('/r', token))
      expectTooLarge(await postForm(world, token))
      const { verifier } = await world.server(FORM_SERVER)
      await assert.rejects(verifier.verifyToken(token), { status: 401, reason: 'token_too_large' })
      const within = world.idp.sign({ header: { kid: 'k'.repeat(11_000) } })
      expectInvalidToken(await postForm(world, within))
    },
  },
  {
    ids: ['ATK-15', 'JOSE-15'],
    title: 'asks the provider once, and not again for 30 seconds, for kids that nobody knows',
    async run(world) {
      const { clock } = world
      const idp = await world.provider({ algorithms: ['ES256'] })
      const server = await world.server({ key: 'made-up kids', options: { issuer: idp.issuer } })
      const burst = async (): Promise<void> => {
        const tokens = Array.from({ length: 200 }, (_, n) =>
          idp.sign({ header: { kid: `made up ${n}` } }),
        )
        for (let start = 0; start < tokens.length; start += 50) {
          const some = tokens.slice(start, start + 50)
          // oxlint-disable-next-line no-await-in-loop
          const answers = await Promise.all(some.map((token) => server.get('/r', token)))
          answers.forEach(expectInvalidToken)
        }
      }
      expectAccepted(await server.get('/r', await idp.token()))
      assert.equal(idp.requestCount('jwks'), 1)
      await burst()
      assert.equal(idp.requestCount('jwks'), 2)
      clock.advance(29)
      await burst()
      assert.equal(idp.requestCount('jwks'), 2)
      expectAccepted(await server.get('/r', await idp.token()))
      clock.advance(1)
      await burst()
      assert.equal(idp.requestCount('jwks'), 3)
    },
  },
]

/** Collects what is told about refusals until it is stopped, and gives the text of it. */
function watchRefusals(): { stop(): string } {
  const messages: unknown[] = []
  const listen = (message: unknown): void => void messages.push(message)
  subscribe('countersign:refused', listen)
  return {
    stop() {
      unsubscribe('countersign:refused', listen)
      return inspect(messages, { depth: 8, maxArrayLength: null })
    },
  }
}
