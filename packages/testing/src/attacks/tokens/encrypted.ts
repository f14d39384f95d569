import { randomBytes } from 'node:crypto'
import { CompactEncrypt, type CompactJWEHeaderParameters } from 'jose'
import { encodeSegment } from '../../encode-segment.js'
import { segmentsOf, unsigned } from '../forge/compact.js'
import { byValue } from '../named.js'
import { publicKeysOf, type PublicKey } from '../public-keys.js'
import type { AttackSubject, NamedTokens, TokenAttack } from '../token-attack.js'

/** Of a password that is hashed so often, and in numbers that are none. */
const COSTS = ['2147483647', '-1', '"1"', '1e400']

const about = { family: 'JWE', severity: 'critical', needs: 'token' } as const

/** RFC 7516: an encrypted token says nothing about who made it. */
export const encryptedAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'encrypted-to-public-key',
    rows: ['JOSE-40', 'ATK-74', 'ATK-75'],
    title: 'refuses tokens that are encrypted to a published key, whatever is inside',
    needs: 'public-keys',
    async tokens(subject) {
      const groups = publicKeysOf(subject).map(async (key) => {
        const way = encryptionTo(key)
        return way ? encryptedBy(subject, key.jwk.alg ?? key.algorithm, way, key.key) : []
      })
      return Object.fromEntries((await Promise.all(groups)).flat())
    },
  },
  {
    ...about,
    id: 'encrypted-by-secret',
    rows: ['JOSE-40', 'ATK-74', 'ATK-75'],
    title: 'refuses tokens that are encrypted by a secret, whatever is inside',
    async tokens(subject) {
      const groups = ['dir', 'A256KW'].map((alg) =>
        encryptedBy(subject, alg, { alg, enc: 'A256GCM' }, randomBytes(32)),
      )
      return Object.fromEntries((await Promise.all(groups)).flat())
    },
  },
  {
    ...about,
    id: 'jwe-shape',
    rows: ['JOSE-40'],
    title: 'refuses what only has the shape of a JWE',
    severity: 'medium',
    tokens(subject) {
      const token = subject.token()
      const [header, payload] = segmentsOf(token)
      const jwe = encodeSegment({ alg: 'dir', enc: 'A256GCM' })
      return {
        'five segments, empty': '....',
        'five segments of a token': `${header}.${payload}.${token}`,
        'a JWE header and nothing else': `${jwe}....`,
        'a JWE header on a signed token': token.replace(header, jwe),
      }
    },
  },
  {
    ...about,
    id: 'jwe-costly-password',
    rows: ['JOSE-40', 'ATK-76'],
    title: 'hashes no password as often as a token says',
    severity: 'medium',
    tokens: () => ({
      ...byValue(COSTS, (p2c) => costly(`"p2c":${p2c}`), 'p2c '),
      'and inflates none': costly('"p2c":2147483647,"zip":"DEF"'),
    }),
  },
  {
    ...about,
    id: 'jwe-header-signed',
    rows: ['JOSE-40'],
    title: 'refuses a signed token with the header of a JWE',
    severity: 'low',
    needs: 'signing-key',
    tokens: (subject) => ({
      'with enc': subject.sign({ header: { enc: 'A256GCM', alg: 'dir' } }),
    }),
  },
]

function costly(members: string): string {
  const header = `{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAAAAAAAAA",${members}}`
  return `${encodeSegment(header)}.AAAA.AAAA.AAAA.AAAA`
}

function encryptionTo({ jwk }: PublicKey): CompactJWEHeaderParameters | undefined {
  const kid = jwk.kid === undefined ? {} : { kid: jwk.kid }
  if (jwk.kty === 'RSA') return { alg: 'RSA-OAEP-256', enc: 'A256GCM', ...kid }
  if (jwk.kty === 'EC') return { alg: 'ECDH-ES', enc: 'A128CBC-HS256', ...kid }
  return undefined
}

function encryptedBy(
  subject: AttackSubject,
  name: string,
  header: CompactJWEHeaderParameters,
  key: Parameters<CompactEncrypt['encrypt']>[0],
): Promise<[name: string, token: string][]> {
  const contents: NamedTokens = {
    claims: JSON.stringify(subject.claims()),
    'a signed token': subject.token(),
    'an unsigned token': unsigned(subject, { header: { alg: 'none' } }),
  }
  return Promise.all(
    Object.entries(contents).flatMap(([content, plaintext]) =>
      ['at+jwt', 'JWT'].map(async (typ): Promise<[string, string]> => {
        const jwe = new CompactEncrypt(Buffer.from(plaintext))
        const token = await jwe.setProtectedHeader({ typ, cty: 'JWT', ...header }).encrypt(key)
        return [`${name}, ${typ}, around ${content}`, token]
      }),
    ),
  )
}
