import { createHash } from 'node:crypto'
import { oddClaims, together } from '../named.js'
import type { AttackSubject, NamedTokens, TokenAttack } from '../token-attack.js'

const about = { family: 'claims', severity: 'medium', needs: 'signing-key' } as const

/** Claims of the wrong kind, or with the wrong value. */
export const claimAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'wrong-audience',
    rows: ['ATK-63', 'JOSE-35', 'JOSE-36', 'AT-06', 'BCP-08', 'RI-01'],
    title: 'refuses every aud that is not exactly ours',
    severity: 'high',
    tokens(subject) {
      const { audience } = subject
      const others = spellings(audience)
      return oddClaims(
        subject,
        'aud',
        [undefined, null, [], '', 1, true, {}],
        others,
        [others.slice(0, 3)],
        ['*', 'https://*', ['', 'https://'], `${audience},https://x`, `${audience} https://x`],
      )
    },
  },
  {
    ...about,
    id: 'audience-odd',
    rows: ['ATK-63', 'JOSE-35', 'AT-06'],
    title: 'refuses an aud that is no string and no list of strings, with ours inside',
    tokens(subject) {
      const { audience } = subject
      return oddClaims(
        subject,
        'aud',
        [{ 0: audience }, { [audience]: true }, [[audience]], [audience, 1]],
        [
          [audience, null],
          [1, null, audience],
          [audience, {}],
        ],
      )
    },
  },
  {
    ...about,
    id: 'wrong-issuer',
    rows: ['ATK-64', 'JOSE-37', 'AT-05'],
    title: 'refuses every iss that is not exactly the trusted one',
    severity: 'high',
    tokens: (subject) =>
      oddClaims(subject, 'iss', [undefined, null, '', 1, true, {}], spellings(subject.issuer), [
        'https://evil.example',
        'http://169.254.169.254',
        '__proto__',
        'constructor',
        'toString',
      ]),
  },
  {
    ...about,
    id: 'issuer-odd',
    rows: ['ATK-64', 'JOSE-37', 'AT-05'],
    title: 'refuses an iss that is no string, with the trusted one inside',
    tokens: (subject) =>
      oddClaims(subject, 'iss', [
        [subject.issuer],
        [subject.issuer, 'https://evil.example'],
        { 0: subject.issuer },
      ]),
  },
  {
    ...about,
    id: 'names-odd',
    rows: ['ATK-65', 'JOSE-38', 'AT-08'],
    title: 'refuses sub, jti and client_id that are no names',
    tokens: (subject) =>
      together(
        ['sub', 'jti', 'client_id'].map((name) =>
          oddClaims(subject, name, [null, 1, 0, true, '', {}, [], ['u1'], { toString: 'u1' }]),
        ),
      ),
  },
  {
    ...about,
    id: 'names-missing',
    rows: ['ATK-65', 'JOSE-38', 'AT-08'],
    title: 'refuses a token without sub, jti or client_id',
    severity: 'low',
    tokens: (subject) =>
      together(['sub', 'jti', 'client_id'].map((name) => oddClaims(subject, name, [undefined]))),
  },
  {
    ...about,
    id: 'claims-in-header',
    rows: ['ATK-67'],
    title: 'takes no claim out of the header',
    tokens(subject) {
      const claims = subject.claims()
      const names = ['sub', 'aud', 'iss', 'exp', 'client_id'].filter((name) => name in claims)
      const header = Object.fromEntries(names.map((name) => [name, claims[name]]))
      return Object.fromEntries(
        names.map((name) => [name, subject.sign({ header, payload: { [name]: undefined } })]),
      )
    },
  },
  {
    ...about,
    id: 'bound-as-bearer',
    rows: ['ATK-68'],
    title: 'refuses a bound token as a bearer token',
    severity: 'high',
    tokens: (subject) =>
      oddClaims(
        subject,
        'cnf',
        [{ jkt: JKT }, { jkt: JKT, x: 1 }, { 'x5t#S256': JKT }],
        [{ jwk: {} }, { kid: 'k' }, { jku: 'https://x' }],
      ),
  },
  {
    ...about,
    id: 'cnf-odd',
    rows: ['ATK-68'],
    title: 'refuses a token whose cnf confirms nothing',
    tokens: (subject) =>
      oddClaims(
        subject,
        'cnf',
        [null, '', [], {}, 0, false, true, 'jkt', [{ jkt: JKT }], { jkt: null }, { jkt: '' }],
        [{ 'jkt ': JKT }, { JKT }, { 'x5t#S256': null }, { x5t: JKT }],
      ),
  },
  {
    ...about,
    id: 'claim-names',
    rows: ['ATK-69', 'JOSE-39'],
    title: 'knows claims by their exact names only',
    tokens: renamedClaims,
  },
]

const JKT = createHash('sha256').update('key').digest('base64url')

const NAMES: Readonly<Record<string, readonly string[]>> = {
  exp: ['Exp', 'EXP', 'exp ', ' exp', 'ex\u0440', 'exp\u0000'],
  aud: ['AUD', 'Aud', 'aud '],
  iss: ['ISS', 'iss '],
  sub: ['SUB'],
  client_id: ['clientId'],
}

function renamedClaims(subject: AttackSubject): NamedTokens {
  const claims = subject.claims()
  return Object.fromEntries(
    Object.entries(NAMES)
      .filter(([name]) => name in claims)
      .flatMap(([name, others]) =>
        others.map((other) => [
          JSON.stringify(other),
          subject.sign({ payload: { [name]: undefined, [other]: claims[name] } }),
        ]),
      ),
  )
}

/** Names that are nearly this one. */
function spellings(name: string): readonly string[] {
  const plain = [
    `${name}/`,
    `${name}//`,
    name.toUpperCase(),
    `${name}.evil`,
    `${name}0`,
    `${name}evil`,
    `evil${name}`,
    name.slice(0, -1),
    `${name}/r`,
    `${name}/.`,
    `${name}:443`,
    `${name}%2F`,
    `${name}#`,
    `${name}?`,
    ` ${name}`,
    `${name} `,
    `${name}@evil.example`,
  ]
  const others = [...plain, ...(URL.canParse(name) ? urlSpellings(new URL(name), name) : [])]
  return [...new Set(others)].filter((other) => other !== name)
}

function urlSpellings({ protocol, host, port, pathname }: URL, name: string): readonly string[] {
  const path = pathname === '/' ? '' : pathname
  return [
    name.replace(protocol, protocol.toUpperCase()),
    name.replace(host, host.toUpperCase()),
    host,
    `https:%2F%2F${host}${path}`,
    `${protocol === 'https:' ? 'http:' : 'https:'}//${host}${path}`,
    `http://user@${host}${path}`,
    `http://evil.example@${host}${path}`,
    ...(port === '' ? [] : [`${protocol}//localhost:${port}${path}`]),
  ]
}
