import type { KeyObject } from 'node:crypto'
import { createCertificate, toPem } from '../../x509/certificate.js'
import { attackerKeys } from '../attacker-keys.js'
import { signedByHmac } from '../forge/compact.js'
import { sshForm } from '../forge/ssh.js'
import { labelsOf } from '../labels.js'
import { together } from '../named.js'
import { publicKeysOf, type PublicKey } from '../public-keys.js'
import type { AttackSubject, NamedTokens, TokenAttack } from '../token-attack.js'

type Secrets = Readonly<Record<string, string | Uint8Array>>

const about = { family: 'alg confusion', severity: 'critical', needs: 'public-keys' } as const

/** Tokens signed by a shared secret that everyone knows: some form of the public key. */
export const hmacConfusionAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'hmac-with-pem',
    rows: ['ATK-16'],
    title: 'refuses the public key as PEM in the place of a secret',
    tokens: (subject) => bySecrets(subject, pemForms, ['sha256', 'sha384', 'sha512']),
  },
  {
    ...about,
    id: 'hmac-with-der',
    rows: ['ATK-17'],
    title: 'refuses the public key as DER, PKCS#1 or certificate',
    async tokens(subject) {
      const issuerKey = (await attackerKeys(subject))[0]?.privateKey
      return bySecrets(subject, (key) => derForms(key, subject.issuer, issuerKey))
    },
  },
  {
    ...about,
    id: 'hmac-with-jwk',
    rows: ['ATK-18', 'BCP-03'],
    title: 'refuses the public key as JWK, or a member of it',
    tokens: (subject) => bySecrets(subject, ({ jwk }) => jwkForms(jwk, subject.jwks)),
  },
  {
    ...about,
    id: 'hmac-with-point',
    rows: ['ATK-19'],
    title: 'refuses the public point, or the SSH form of the key',
    tokens: (subject) => bySecrets(subject, ({ jwk }) => ({ ...points(jwk), ...sshForms(jwk) })),
  },
  {
    ...about,
    id: 'hmac-with-missing-key',
    rows: ['ATK-20'],
    title: 'refuses secrets that come out of a missing key',
    needs: 'token',
    tokens: (subject) =>
      Object.fromEntries(
        labelsOf(subject).flatMap(({ alg, kid }) =>
          Object.entries(NO_SECRETS).map(([name, secret]) => [
            `${alg} ${name}`,
            signedByHmac(subject, secret, { header: { kid } }),
          ]),
        ),
      ),
  },
]

const NO_SECRETS: Secrets = {
  empty: '',
  null: 'null',
  undefined: 'undefined',
  object: '[object Object]',
  'zero octets': Buffer.alloc(32),
}

/** Tries the secrets of each published key. */
function bySecrets(
  subject: AttackSubject,
  secretsOf: (key: PublicKey) => Secrets,
  hashes: readonly string[] = ['sha256'],
): NamedTokens {
  return Object.fromEntries(
    publicKeysOf(subject).flatMap((key) =>
      Object.entries(secretsOf(key)).flatMap(([name, secret]) =>
        hashes.map((hash) => [
          `${key.jwk.kid ?? key.algorithm} ${name} ${hash}`,
          signedByHmac(subject, secret, { header: { kid: key.jwk.kid } }, hash),
        ]),
      ),
    ),
  )
}

function pemForms({ key }: PublicKey): Secrets {
  const pem = key.export({ type: 'spki', format: 'pem' }).toString().trimEnd()
  return {
    'final newline': `${pem}\n`,
    'no final newline': pem,
    CRLF: `${pem}\n`.replaceAll('\n', '\r\n'),
    'leading space': ` ${pem}\n`,
    'leading newline': `\n${pem}\n`,
    'leading spaces, no final newline': `  ${pem}`,
    'one line': pem.replaceAll('\n', ''),
  }
}

/** The published certificate is the secret that a server may have; ours is in the same form. */
function derForms({ jwk, key }: PublicKey, name: string, issuerKey?: KeyObject): Secrets {
  const [published] = jwk.x5c ?? []
  const certificates = [
    ...(typeof published === 'string' ? [Buffer.from(published, 'base64')] : []),
    ...(issuerKey
      ? [createCertificate({ subject: name, publicKey: key, issuer: name, issuerKey })]
      : []),
  ]
  return {
    'SPKI DER': key.export({ type: 'spki', format: 'der' }),
    ...together(certificates.map(certificateForms)),
    ...pkcs1(key),
  }
}

function certificateForms(certificate: Buffer, index: number): Secrets {
  return {
    [`certificate ${index} DER`]: certificate,
    [`certificate ${index} PEM`]: toPem(certificate),
    [`certificate ${index} base64`]: certificate.toString('base64'),
  }
}

function pkcs1(key: KeyObject): Secrets {
  if (key.asymmetricKeyType !== 'rsa') return {}
  return {
    'PKCS#1 PEM': key.export({ type: 'pkcs1', format: 'pem' }),
    'PKCS#1 DER': key.export({ type: 'pkcs1', format: 'der' }),
  }
}

function jwkForms(jwk: PublicKey['jwk'], jwks: AttackSubject['jwks']): Secrets {
  const { kty, crv, n, e, x, y } = jwk
  // The members of RFC 7638 §3.2, in the order of their names.
  const canonical = Object.entries({ crv, e, kty, n, x, y }).filter(([, value]) => value)
  return {
    'as served': JSON.stringify(jwk),
    'the whole set as served': JSON.stringify(jwks),
    canonical: JSON.stringify(Object.fromEntries(canonical)),
    'the first member as text': n ?? x ?? '',
    'the first member as bytes': Buffer.from(n ?? x ?? '', 'base64url'),
  }
}

function points({ x, y }: PublicKey['jwk']): Secrets {
  if (x === undefined) return {}
  const point = Buffer.concat([x, y ?? ''].map((part) => Buffer.from(part, 'base64url')))
  return { 'x || y': point, '04 || x || y': Buffer.concat([Buffer.from([4]), point]) }
}

function sshForms(jwk: PublicKey['jwk']): Secrets {
  const line = sshForm(jwk)
  return {
    'SSH line': line,
    'SSH line with comment': `${line} as@example\n`,
    'SSH blob': Buffer.from(line.split(' ')[1] ?? '', 'base64'),
  }
}
