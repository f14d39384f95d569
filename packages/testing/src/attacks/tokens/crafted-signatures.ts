import { compact } from '../forge/compact.js'
import { addGroupOrder } from '../forge/edwards.js'
import { toBytes, toNumber } from '../forge/numbers.js'
import { signedInput } from '../good-signature.js'
import { labelFor, labelsOf, type Label } from '../labels.js'
import { byName } from '../named.js'
import { publicKeysOf } from '../public-keys.js'
import type { AttackSubject, TokenAttack } from '../token-attack.js'

const ED25519 = ['Ed25519', 'EdDSA']
const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']

const about = { family: 'signature', needs: 'token' } as const

/** Signatures that lenient arithmetic takes, some of them made without any private key. */
export const craftedSignatureAttacks: readonly TokenAttack[] = [
  {
    ...about,
    id: 'ed25519-spellings',
    rows: ['ATK-28'],
    title: 'refuses an Ed25519 signature with S + L in the place of S',
    severity: 'low',
    tokens(subject) {
      const signed = signedInput(subject, ED25519)
      if (!signed) return {}
      const { input, signature } = signed
      return {
        'S + L': compact(input, addGroupOrder(signature)),
        'an octet more': compact(input, Buffer.concat([signature, Buffer.alloc(1)])),
        'an octet less': compact(input, signature.subarray(0, 63)),
      }
    },
  },
  {
    ...about,
    id: 'ed25519-trivial',
    rows: ['ATK-28'],
    title: 'refuses an Ed25519 signature that everybody can make',
    severity: 'critical',
    tokens(subject) {
      const label = labelAmong(subject, ED25519) ?? labelFor(subject, 'EdDSA')
      const input = subject.input({ header: label })
      // The neutral point, as R: with S = 0 it is a signature under a key of small order.
      const neutral = Buffer.concat([Buffer.from([1]), Buffer.alloc(63)])
      return { 'all zero': compact(input, Buffer.alloc(64)), neutral: compact(input, neutral) }
    },
  },
  {
    ...about,
    id: 'rsa-trivial',
    rows: ['ATK-30'],
    title: 'refuses an RSA signature that everybody can make',
    severity: 'critical',
    tokens(subject) {
      const label = labelAmong(subject, RSA) ?? labelFor(subject, 'RS256')
      const input = subject.input({ header: label })
      const modulus = modulusOf(subject, label.kid)
      const length = modulus === undefined ? 256 : toBytes(modulus).length
      return byName(
        {
          '0': Buffer.alloc(length),
          '1': toBytes(1n, length),
          ...(modulus !== undefined && {
            'n - 1': toBytes(modulus - 1n, length),
            n: toBytes(modulus, length),
          }),
        },
        (signature) => compact(input, signature),
      )
    },
  },
  {
    ...about,
    id: 'rsa-spellings',
    rows: ['ATK-30'],
    title: 'refuses other spellings of a good RSA signature',
    severity: 'low',
    tokens(subject) {
      const signed = signedInput(subject, RSA)
      if (!signed) return {}
      const { input, signature } = signed
      const modulus = modulusOf(subject, labelAmong(subject, RSA)?.kid)
      return byName(
        {
          'a zero octet in front': Buffer.concat([Buffer.alloc(1), signature]),
          'a zero octet behind': Buffer.concat([signature, Buffer.alloc(1)]),
          'the first octet gone': signature.subarray(1),
          ...(modulus !== undefined && { 's + n': toBytes(toNumber(signature) + modulus) }),
        },
        (other) => compact(input, other),
      )
    },
  },
]

function labelAmong(subject: AttackSubject, algorithms: readonly string[]): Label | undefined {
  return labelsOf(subject).find(({ alg }) => algorithms.includes(alg))
}

function modulusOf(subject: AttackSubject, kid: unknown): bigint | undefined {
  const keys = publicKeysOf(subject).filter(({ jwk }) => jwk.kty === 'RSA')
  const named = keys.find(({ jwk }) => jwk.kid === kid) ?? keys[0]
  return named && toNumber(Buffer.from(named.jwk.n ?? '', 'base64url'))
}
