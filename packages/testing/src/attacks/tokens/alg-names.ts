import type { SigningKey } from '@countersign/issuer'
import { signCompact } from '../../sign-compact.js'
import { decodedSegments } from '../forge/compact.js'
import { byName, byValue, together } from '../named.js'
import type { AttackSubject, TokenAttack } from '../token-attack.js'
import { noAlgorithm } from './alg-none.js'

const ODD_ALGORITHM = [['ES256'], {}, 0, 1, true, 'toString', '__proto__', 'constructor']

const about = { family: 'alg confusion', severity: 'low', needs: 'signing-key' } as const

/** Signatures that are good, but by another algorithm or another key than the token says. */
export const algNameAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'alg-odd',
    rows: ['ATK-04', 'JOSE-07', 'BCP-04'],
    title: 'refuses a missing or odd alg, though the signature is good',
    tokens: (subject) =>
      byValue([...noAlgorithm, ...ODD_ALGORITHM], (alg) => subject.sign({ header: { alg } })),
  },
  {
    ...about,
    id: 'alg-look-alikes',
    rows: ['ATK-05', 'JOSE-07'],
    title: 'refuses names that only look like an algorithm',
    tokens: (subject) =>
      together(
        [...subject.keys.values()].map((key) =>
          byValue(lookAlikes(key.algorithm), (alg) => subject.sign({ header: { alg }, key })),
        ),
      ),
  },
  {
    ...about,
    id: 'alg-of-another-key',
    rows: ['JOSE-21'],
    title: 'refuses an alg that does not belong to the key of its kid',
    tokens: (subject) =>
      Object.fromEntries(
        [...subject.keys.values()].flatMap((key) => [
          ...strangeNames(key).map((alg) => [
            `${alg} by the key for ${key.algorithm}`,
            subject.sign({ header: { alg }, key }),
          ]),
          ...[...subject.keys.values()]
            .filter((other) => other !== key)
            .map((other) => [
              `${key.algorithm} with the kid of ${other.algorithm}`,
              subject.sign({ header: { kid: other.kid }, key }),
            ]),
        ]),
      ),
  },
  {
    ...about,
    id: 'rsa-mislabelled',
    rows: ['ATK-22', 'JOSE-25'],
    title: 'refuses an RSA signature of another scheme, hash or salt length than its alg says',
    tokens: (subject) => {
      const key = [...subject.keys.values()].find(({ algorithm }) => /^[RP]S/.test(algorithm))
      return key ? byName(RSA_LABELS, (label) => signedAs(subject, key, label)) : {}
    },
  },
]

/** What the header says, and what signs. */
export interface RsaLabel {
  readonly alg: string
  readonly as: 'RS256' | 'RS512' | 'PS256'
  readonly saltLength?: number
}

const RSA_LABELS: Readonly<Record<string, RsaLabel>> = {
  'RS256 labelled PS256': { alg: 'PS256', as: 'RS256' },
  'PS256 labelled RS256': { alg: 'RS256', as: 'PS256' },
  'RS512 labelled RS256': { alg: 'RS256', as: 'RS512' },
  'RS256 labelled RS512': { alg: 'RS512', as: 'RS256' },
  'PS256 labelled PS512': { alg: 'PS512', as: 'PS256' },
  'RS256 labelled ES256': { alg: 'ES256', as: 'RS256' },
  'RS256 labelled EdDSA': { alg: 'EdDSA', as: 'RS256' },
  'salt of 0 octets': { alg: 'PS256', as: 'PS256', saltLength: 0 },
  'salt of 20 octets': { alg: 'PS256', as: 'PS256', saltLength: 20 },
  'salt of 33 octets': { alg: 'PS256', as: 'PS256', saltLength: 33 },
  'the longest salt': { alg: 'PS256', as: 'PS256', saltLength: 222 },
}

/** A token by an RSA key, in whatever way. */
export function signedAs(subject: AttackSubject, key: SigningKey, label: RsaLabel): string {
  const { alg, as, saltLength } = label
  const [header] = decodedSegments(`${subject.input({ header: { alg }, key })}.AA`)
  return signCompact({
    header,
    payload: subject.claims(),
    key,
    algorithm: as,
    ...(saltLength !== undefined && { saltLength }),
  })
}

const FULL_WIDTH = 0xfee0

function lookAlikes(algorithm: string): readonly string[] {
  const wide = algorithm.replaceAll(/./g, (c) => String.fromCharCode(c.charCodeAt(0) + FULL_WIDTH))
  const rest = algorithm.slice(2)
  const names = [
    `${wide.slice(0, 2)}${rest}`,
    algorithm.replace('E', '\u0395'),
    algorithm.replace('S', '\u0405'),
    algorithm.toLowerCase(),
    algorithm.slice(0, 1) + algorithm.slice(1).toLowerCase(),
    ...['\u200b', ' ', '\n', '\u0000'].map((tail) => algorithm + tail),
    ` ${algorithm}`,
    ...(algorithm.startsWith('Ed') ? ['eddsa', 'EDDSA', 'ED25519', 'ed25519'] : []),
  ]
  return [...new Set(names)].filter((name) => name !== algorithm)
}

function strangeNames({ algorithm }: SigningKey): readonly string[] {
  if (algorithm === 'ES256') return ['ES256K', 'ES384', 'EdDSA']
  if (algorithm.startsWith('Ed')) return ['ES256', 'Ed448']
  return ['ES256', 'EdDSA']
}
