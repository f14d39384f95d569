import { createHash, createPublicKey } from 'node:crypto'
import type { SigningKey } from '@countersign/issuer'
import { createCertificate } from '../../x509/certificate.js'
import { attackerKeys, signedByStrangers } from '../attacker-keys.js'
import type { AttackSubject, NamedTokens, TokenAttack } from '../token-attack.js'

const about = { family: 'key injection', severity: 'critical', needs: 'token' } as const

/** Tokens that bring the key they were signed with, or say where to get it, or just hope. */
export const injectedKeyAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'foreign-key',
    rows: ['ATK-59', 'BCP-07'],
    title: 'refuses a token signed by the key of somebody else, under the same kid',
    tokens: async (subject) => signedByStrangers(subject, await attackerKeys(subject)),
  },
  {
    ...about,
    id: 'embedded-jwk',
    rows: ['ATK-06', 'JOSE-18'],
    title: 'refuses a key that came in the header (jwk)',
    tokens: async (subject) =>
      signedByStrangers(subject, await attackerKeys(subject), (key) => ({ jwk: key.publicJwk })),
  },
  {
    ...about,
    id: 'embedded-x5c',
    rows: ['ATK-07', 'JOSE-18'],
    title: 'refuses a certificate that came in the header (x5c)',
    tokens: async (subject) =>
      signedByStrangers(subject, await attackerKeys(subject), (key) => {
        const leaf = certificateOf('attacker.example', key)
        return {
          x5c: [leaf.toString('base64')],
          x5t: createHash('sha1').update(leaf).digest('base64url'),
          'x5t#S256': createHash('sha256').update(leaf).digest('base64url'),
        }
      }),
  },
  {
    ...about,
    id: 'embedded-x5c-with-root',
    rows: ['ATK-07', 'JOSE-18'],
    title: 'refuses a certificate that came with one of the real key behind it (x5c)',
    needs: 'signing-key',
    async tokens(subject) {
      const [real] = subject.keys.values()
      if (!real) return {}
      const root = certificateOf(subject.issuer, real).toString('base64')
      return signedByStrangers(subject, await attackerKeys(subject), (key) => ({
        x5c: [certificateOf(subject.issuer, key).toString('base64'), root],
      }))
    },
  },
  {
    ...about,
    id: 'jku',
    rows: ['ATK-08', 'ATK-09', 'JOSE-19'],
    title: 'never fetches the keys that a header names (jku)',
    tokens: (subject) => byUrl(subject, 'jku', keyUrls(subject)),
  },
  {
    ...about,
    id: 'x5u',
    rows: ['ATK-10', 'JOSE-19'],
    title: 'never fetches the certificate that a header names (x5u)',
    tokens: (subject) => byUrl(subject, 'x5u', certificateUrls(subject)),
  },
]

/** The second ones hold the name of a trusted host, in places where it means nothing. */
function keyUrls({ issuer, collectorUrl }: AttackSubject): readonly string[] {
  const foolsPrefixChecks = ['https://as.example', issuer].flatMap((trusted) => [
    `${trusted}@evil/jwks`,
    `${trusted}.evil/jwks`,
    `${trusted}/redirect?u=https://evil`,
    `${trusted}%2eevil/jwks`,
  ])
  const ours = collectorUrl === undefined ? [] : [collectorUrl]
  return ['https://collab.example/jwks', ...ours, ...foolsPrefixChecks]
}

function certificateUrls({ collectorUrl }: AttackSubject): readonly string[] {
  return [
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
    'http://127.0.0.1:6379/',
    ...(collectorUrl === undefined ? [] : [collectorUrl]),
  ]
}

async function byUrl(
  subject: AttackSubject,
  name: 'jku' | 'x5u',
  urls: readonly string[],
): Promise<NamedTokens> {
  const keys = await attackerKeys(subject)
  return Object.fromEntries(
    urls.flatMap((url) =>
      Object.entries(signedByStrangers(subject, keys, () => ({ [name]: url }), `${url} `)),
    ),
  )
}

function certificateOf(subject: string, { privateKey }: SigningKey): Buffer {
  const publicKey = createPublicKey(privateKey)
  return createCertificate({ subject, publicKey, issuer: subject, issuerKey: privateKey })
}
