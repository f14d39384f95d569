import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectInvalidToken } from '../expect.js'
import { signedByHmac } from './forge/compact.js'
import {
  expectAllRefused,
  expectTooLarge,
  FORM_SERVER,
  postForm,
  refusesTokens,
  type NamedTokens,
} from './refused-tokens.js'

const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf']

/** Tokens whose kid is more than a name. */
export const keyIdCases: readonly ContractCase[] = [
  refusesTokens(['ATK-11', 'BCP-09'], 'reads no file that a kid names', ({ idp }) => {
    const signed = (kid: string, ...secrets: readonly string[]): NamedTokens =>
      Object.fromEntries([
        [kid, idp.sign({ header: { kid } })],
        ...secrets.map((secret) => [
          `${kid} as the secret ${JSON.stringify(secret)}`,
          signedByHmac(idp, secret, { header: { kid } }),
        ]),
      ])
    return {
      ...signed('../../../../dev/null', ''),
      ...signed('../../../../../../../../dev/null', ''),
      ...signed('/dev/null', ''),
      ...signed('file:///dev/null', ''),
      ...signed('/proc/sys/kernel/randomize_va_space', '2\n', '2'),
    }
  }),
  {
    ids: ['ATK-12', 'BCP-09'],
    title: 'runs no command and no query that a kid spells, and tells no log of it',
    async run(world) {
      const { idp } = world
      const union = "x' UNION SELECT 'attackerkey'--"
      const jndi = '${jndi:ldap://x}'
      const kids = [union, "' UNION SELECT 1--", '|/bin/sleep 10', '$(sleep 10)', jndi, '*)(uid=*']
      const events = watchRefusals()
      await expectAllRefused(world, {
        'as a secret': signedByHmac(idp, 'attackerkey', { header: { kid: union } }),
        ...Object.fromEntries(kids.map((kid) => [kid, idp.sign({ header: { kid } })])),
        'a line break': idp.sign({ header: { kid: 'k\nadmin logged in' } }),
      })
      const text = events.stop()
      for (const kid of [...kids, 'admin logged in']) assert.ok(!text.includes(kid), text)
    },
  },
  refusesTokens(
    ['ATK-13', 'BCP-09'],
    'finds no key under the name of an inherited member',
    ({ idp }) =>
      Object.fromEntries(
        PROTOTYPE_NAMES.flatMap((kid) => [
          [kid, idp.sign({ header: { kid } })],
          [`${kid} as HS256`, signedByHmac(idp, '', { header: { kid } })],
        ]),
      ),
  ),
  refusesTokens(
    ['ATK-14', 'JOSE-17', 'BCP-09'],
    'refuses a kid that is no string, or a long one',
    ({ idp }) =>
      Object.fromEntries(
        [
          1,
          ['es1'],
          {},
          null,
          true,
          { es1: 1 },
          '',
          'es1 ',
          'ES1',
          'es1\u0000',
          'a\u0000b',
          'k'.repeat(10_000),
        ].map((kid) => [JSON.stringify(kid).slice(0, 40), idp.sign({ header: { kid } })]),
      ),
  ),
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
