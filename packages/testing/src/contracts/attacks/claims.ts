import { oddClaims } from '../../attacks/named.js'
import { claimAttacks } from '../../attacks/tokens/claims.js'
import { escapedExp, timeAttacks } from '../../attacks/tokens/times.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectForbidden } from '../expect.js'
import { eachNamed, refusesAttack, refusesTokens, type NamedTokens } from './refused-tokens.js'
import { subjectIn } from './subject-in.js'

const NO_SCOPE = [['read'], ['read', 'admin'], { read: true }, 1, true, null, [], [['read']]]

/** Claims of the wrong kind, or with the wrong value. */
export const claimCases: readonly ContractCase[] = [
  ...timeAttacks.map(refusesAttack),
  ...claimAttacks.map(refusesAttack),
  refusesTokens(['ATK-66', 'BRR-18'], 'refuses a scope that is no string', (world) =>
    oddClaims(subjectIn(world), 'scope', NO_SCOPE),
  ),
  {
    ids: ['ATK-66', 'BRR-16'],
    title: 'grants only what stands between single spaces',
    async run({ idp, server: start }) {
      const server = await start()
      const none = [
        'read,write',
        'read\nwrite',
        'read\twrite',
        'read\u00a0write',
        'read;write',
        'read+write',
        '',
        ' ',
        'xread',
        'reader',
        'read:all',
        'Read',
        '*',
        'read\u2003write',
        '"read"',
      ]
      await eachNamed(named(none), async (scope) => {
        const token = await idp.token({ scope })
        expectAccepted(await server.get('/r', token))
        expectForbidden(await server.get('/r/read', token), 'read')
        expectForbidden(await server.get('/r/write', token), 'write')
      })
      await eachNamed(named([' read', 'read ', 'x  read']), async (scope) => {
        const token = await idp.token({ scope })
        expectAccepted(await server.get('/r/read', token))
        expectForbidden(await server.get('/r/write', token), 'write')
      })
    },
  },
  {
    ids: ['ATK-67'],
    title: 'grants nothing that the header says',
    async run({ idp, server: start, audience }) {
      const server = await start()
      const header = {
        iss: idp.issuer,
        aud: audience,
        sub: 'admin',
        scope: 'admin write',
        exp: 4_000_000_000,
        client_id: 'c1',
      }
      const token = idp.sign({ header })
      const { subject, scopes } = expectAccepted(await server.get('/r', token))
      if (subject !== 'u1' || scopes?.join() !== 'read') throw new Error('a header member counted')
      expectForbidden(await server.get('/admin', token), 'admin')
      expectForbidden(
        await server.get('/admin', idp.sign({ header, payload: { scope: undefined } })),
        'admin',
      )
    },
  },
  {
    ids: ['ATK-69'],
    title: 'takes an escaped name for the name it spells, and no other',
    async run(world) {
      const { idp, clock } = world
      const server = await world.server()
      const now = clock.now()
      const tokens = {
        escaped: idp.sign({ payload: escapedExp(subjectIn(world), now + 60) }),
        'beside others': idp.sign({ payload: { Exp: now - 60, 'exp ': now - 60, EXP: 'x' } }),
      }
      await eachNamed(tokens, async (token) => void expectAccepted(await server.get('/r', token)))
    },
  },
]

function named(values: readonly string[]): NamedTokens {
  return Object.fromEntries(values.map((value) => [JSON.stringify(value), value]))
}
