import { createHash } from 'node:crypto'
import type { TestIdentityProvider } from '../../index.js'
import type { ContractCase } from '../case.js'
import { expectAccepted, expectForbidden, expectInvalidToken } from '../expect.js'
import { jsonText } from './forge/compact.js'
import { eachNamed, refusesTokens, type NamedTokens } from './refused-tokens.js'

/** Claims of the wrong kind, or with the wrong value. */
export const claimCases: readonly ContractCase[] = [
  refusesTokens(
    ['ATK-61', 'JOSE-28', 'JOSE-31', 'JOSE-32', 'AT-07'],
    'refuses every odd or past exp',
    ({ idp, clock }) => {
      const now = clock.now()
      return {
        ...odd(idp, 'exp', [undefined, String(now + 60), 'x', '', null, true, [now + 60], {}]),
        ...odd(idp, 'exp', [-1, 0, now, now - 1, now - 0.001, (now + 60) * 1000, 2 ** 53]),
      }
    },
  ),
  refusesTokens(
    ['ATK-62', 'JOSE-31', 'JOSE-33', 'JOSE-34', 'AT-08'],
    'refuses every odd or future nbf and iat',
    ({ idp, clock }) => {
      const now = clock.now()
      const values = [String(now), 'x', '', null, true, [now], {}, -1, now + 86_400, now * 1000]
      return {
        ...odd(idp, 'nbf', [...values, now + 1, now + 120]),
        ...odd(idp, 'iat', [...values, undefined, now + 61]),
        'iat and exp of another day': idp.sign({
          payload: { iat: now + 86_400, exp: now + 90_000 },
        }),
      }
    },
  ),
  refusesTokens(
    ['ATK-63', 'JOSE-35', 'JOSE-36', 'AT-06', 'BCP-08', 'RI-01'],
    'refuses every aud that is not exactly ours',
    ({ idp, audience }) =>
      odd(
        idp,
        'aud',
        [undefined, null, [], '', 1, true, {}, { 0: audience }, { [audience]: true }],
        [[[audience]], [audience, 1], [audience, null], [1, null, audience], [audience, {}]],
        [`${audience}/`, audience.toUpperCase(), 'HTTPS://rs.example', 'https://RS.example'],
        [
          `${audience}.evil`,
          `${audience}evil`,
          `evil${audience}`,
          `${audience}/r`,
          `${audience}:443`,
        ],
        ['rs.example', 'https:%2F%2Frs.example', `${audience}%2F`, `${audience}#`, `${audience}?`],
        [` ${audience}`, `${audience} `, `${audience},https://x`, `${audience} https://x`],
        ['*', 'https://*', ['', 'https://'], [`${audience}/`, audience.toUpperCase()]],
      ),
  ),
  refusesTokens(
    ['ATK-64', 'JOSE-37', 'AT-05'],
    'refuses every iss that is not exactly the trusted one',
    ({ idp }) => {
      const { issuer } = idp
      const { host, port } = new URL(issuer)
      return odd(
        idp,
        'iss',
        [
          undefined,
          null,
          '',
          1,
          true,
          {},
          [issuer],
          [issuer, 'https://evil.example'],
          { 0: issuer },
        ],
        [`${issuer}/`, `${issuer}//`, issuer.toUpperCase(), issuer.replace('http', 'HTTP')],
        [`${issuer}.evil`, `${issuer}0`, issuer.slice(0, -1), host, `https://${host}`],
        [`${issuer}@evil.example`, `http://user@${host}`, `http://evil.example@${host}`],
        [`${issuer}#`, `${issuer}?`, `${issuer}/.`, ` ${issuer}`, `${issuer} `],
        ['https://evil.example', `http://localhost:${port}`, 'http://169.254.169.254', '__proto__'],
        ['constructor', 'toString'],
      )
    },
  ),
  refusesTokens(
    ['ATK-65', 'JOSE-38', 'AT-08'],
    'refuses sub, jti and client_id that are no names',
    ({ idp }) =>
      Object.fromEntries(
        ['sub', 'jti', 'client_id'].flatMap((name) =>
          Object.entries(
            odd(idp, name, [undefined, null, 1, 0, true, '', {}, [], ['u1'], { toString: 'u1' }]),
          ),
        ),
      ),
  ),
  refusesTokens(['ATK-66', 'BRR-18'], 'refuses a scope that is no string', ({ idp }) =>
    odd(idp, 'scope', [['read'], ['read', 'admin'], { read: true }, 1, true, null, [], [['read']]]),
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
    title: 'takes no claim out of the header',
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
      const moved = ['sub', 'aud', 'iss', 'exp', 'client_id'].map(
        (name) => [name, idp.sign({ header, payload: { [name]: undefined } })] as const,
      )
      await eachNamed(Object.fromEntries(moved), async (without) =>
        expectInvalidToken(await server.get('/r', without)),
      )
    },
  },
  refusesTokens(['ATK-68'], 'refuses a bound token, whatever its cnf looks like', ({ idp }) => {
    const jkt = createHash('sha256').update('key').digest('base64url')
    return odd(
      idp,
      'cnf',
      [null, '', [], {}, 0, false, true, 'jkt', [{ jkt }], { jkt: null }, { jkt: '' }],
      [{ 'jkt ': jkt }, { JKT: jkt }, { jkt }, { jkt, x: 1 }, { 'x5t#S256': jkt }],
      [{ 'x5t#S256': null }, { jwk: {} }, { kid: 'k' }, { jku: 'https://x' }, { x5t: jkt }],
    )
  }),
  refusesTokens(
    ['ATK-69', 'JOSE-39'],
    'knows claims by their exact names only',
    ({ idp, clock, audience }) => {
      const later = clock.now() + 300
      const renamed = [
        ...['Exp', 'EXP', 'exp ', ' exp', 'ex\u0440', 'exp\u0000'].map((name) => [
          'exp',
          name,
          later,
        ]),
        ...['AUD', 'Aud', 'aud '].map((name) => ['aud', name, audience]),
        ...['ISS', 'iss '].map((name) => ['iss', name, idp.issuer]),
        ['sub', 'SUB', 'u1'],
        ['client_id', 'clientId', 'c1'],
      ] as const
      return {
        ...Object.fromEntries(
          renamed.map(([name, other, value]) => [
            JSON.stringify(other),
            idp.sign({ payload: { [String(name)]: undefined, [String(other)]: value } }),
          ]),
        ),
        'an escaped exp of the past': idp.sign({
          payload: escapedExp(idp, clock.now() - 1),
        }),
      }
    },
  ),
  {
    ids: ['ATK-69'],
    title: 'takes an escaped name for the name it spells, and no other',
    async run({ idp, server: start, clock }) {
      const server = await start()
      const now = clock.now()
      const tokens = {
        escaped: idp.sign({ payload: escapedExp(idp, now + 60) }),
        'beside others': idp.sign({ payload: { Exp: now - 60, 'exp ': now - 60, EXP: 'x' } }),
      }
      await eachNamed(tokens, async (token) => void expectAccepted(await server.get('/r', token)))
    },
  },
]

function odd(
  idp: TestIdentityProvider,
  name: string,
  ...rows: readonly (readonly unknown[])[]
): NamedTokens {
  return Object.fromEntries(
    rows
      .flat()
      .map((value) => [
        `${name} ${JSON.stringify(value) ?? 'missing'}`,
        idp.sign({ payload: { [name]: value } }),
      ]),
  )
}

function named(values: readonly string[]): NamedTokens {
  return Object.fromEntries(values.map((value) => [JSON.stringify(value), value]))
}

function escapedExp(idp: TestIdentityProvider, exp: number): string {
  return jsonText(idp.claims({ exp: undefined }), { last: String.raw`"e\u0078p":${exp}` })
}
