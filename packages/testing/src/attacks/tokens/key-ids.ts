import { signedByHmac } from '../forge/compact.js'
import { headerOf } from '../labels.js'
import { byValue } from '../named.js'
import type { AttackSubject, NamedTokens, TokenAttack } from '../token-attack.js'

const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf']

/** Files of every Linux, with what is in them. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  '../../../../dev/null': [''],
  '../../../../../../../../dev/null': [''],
  '/dev/null': [''],
  'file:///dev/null': [''],
  '/proc/sys/kernel/randomize_va_space': ['2\n', '2'],
}

const UNION = "x' UNION SELECT 'attackerkey'--"

/** What a shell, a database, a logger and a directory would take for more than a name. */
export const COMMANDS: readonly string[] = [
  UNION,
  "' UNION SELECT 1--",
  '|/bin/sleep 10',
  '$(sleep 10)',
  '${jndi:ldap://x}',
  '*)(uid=*',
]

const forged = { family: 'key id', severity: 'critical', needs: 'token' } as const
const signed = { family: 'key id', severity: 'low', needs: 'signing-key' } as const

/** Tokens whose kid is more than a name. */
export const keyIdAttacks: readonly TokenAttack[] = [
  {
    ...forged,
    id: 'kid-file',
    rows: ['ATK-11', 'BCP-09'],
    title: 'takes the content of no file for a secret',
    tokens: (subject) =>
      Object.fromEntries(
        Object.entries(FILES).flatMap(([kid, secrets]) =>
          secrets.map((secret) => [
            `${kid} as the secret ${JSON.stringify(secret)}`,
            signedByHmac(subject, secret, { header: { kid } }),
          ]),
        ),
      ),
  },
  {
    ...signed,
    id: 'kid-file-signed',
    rows: ['ATK-11', 'BCP-09'],
    title: 'reads no file that a kid names',
    tokens: (subject) => withKids(subject, Object.keys(FILES)),
  },
  {
    ...forged,
    id: 'kid-query',
    rows: ['ATK-12', 'BCP-09'],
    title: 'takes the outcome of no query for a secret',
    tokens: (subject) => ({
      'as a secret': signedByHmac(subject, 'attackerkey', { header: { kid: UNION } }),
    }),
  },
  {
    ...signed,
    id: 'kid-command',
    rows: ['ATK-12', 'BCP-09'],
    title: 'runs no command and no query that a kid spells',
    tokens: (subject) => withKids(subject, [...COMMANDS, 'k\nadmin logged in']),
  },
  {
    ...forged,
    id: 'kid-inherited',
    rows: ['ATK-13', 'BCP-09'],
    title: 'takes no inherited member for a secret',
    tokens: (subject) =>
      byValue(PROTOTYPE_NAMES, (kid) => signedByHmac(subject, '', { header: { kid } })),
  },
  {
    ...signed,
    id: 'kid-inherited-signed',
    rows: ['ATK-13', 'BCP-09'],
    title: 'finds no key under the name of an inherited member',
    tokens: (subject) => withKids(subject, PROTOTYPE_NAMES),
  },
  {
    ...signed,
    id: 'kid-odd',
    rows: ['ATK-14', 'JOSE-17', 'BCP-09'],
    title: 'refuses a kid that is no string, or a long one',
    tokens: (subject) => {
      const named = headerOf(subject)['kid']
      const kid = typeof named === 'string' ? named : 'k'
      const spelled = [`${kid} `, `${kid}\u0000`, kid.toUpperCase(), kid.toLowerCase()]
      return withKids(subject, [
        1,
        [kid],
        {},
        null,
        true,
        { [kid]: 1 },
        '',
        'a\u0000b',
        'k'.repeat(10_000),
        ...spelled.filter((other) => other !== kid),
      ])
    },
  },
]

function withKids(subject: AttackSubject, kids: readonly unknown[]): NamedTokens {
  return byValue(kids, (kid) => subject.sign({ header: { kid } }))
}
