import { generateSigningKey, type SigningAlgorithm, type SigningKey } from '@countersign/issuer'
import type { SignParts } from '../test-identity-provider.js'
import { signText } from './forge/compact.js'
import { headerOf, labelFor } from './labels.js'
import type { AttackSubject, NamedTokens } from './token-attack.js'

const USUAL: readonly SigningAlgorithm[] = ['ES256', 'RS256', 'Ed25519']
const OTHERS: readonly SigningAlgorithm[] = [
  ...(['RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES384', 'ES512', 'EdDSA'] as const),
]

/** A key for RSA takes 100 ms and more to make, so each is made once and kept. */
const made = new Map<string, Promise<SigningKey>>()

function attackerKey(algorithm: SigningAlgorithm): Promise<SigningKey> {
  const kind = /^[RP]S/.test(algorithm) ? 'RS256' : algorithm
  const key = made.get(kind) ?? generateSigningKey(kind)
  made.set(kind, key)
  return key.then((one) => ({ ...one, algorithm }))
}

/** Keys of nobody whom the server trusts: for the usual algorithms, and for that of a good token. */
export function attackerKeys(subject: AttackSubject): Promise<readonly SigningKey[]> {
  const own = OTHERS.filter((algorithm) => algorithm === headerOf(subject)['alg'])
  return Promise.all([...own, ...USUAL].map(attackerKey))
}

/** The set that a collector serves: whoever takes a key out of it takes a forged token. */
export async function attackerJwks(subject: AttackSubject): Promise<{ keys: readonly object[] }> {
  const keys = await attackerKeys(subject)
  return {
    keys: keys.flatMap(({ algorithm, publicJwk }) =>
      [labelFor(subject, algorithm).kid, 'attacker'].map((kid) => ({
        ...publicJwk,
        alg: algorithm,
        ...(kid !== undefined && { kid }),
      })),
    ),
  }
}

/** A token with these changes by each of the keys: with the kid of the real key, with its own, and with none. */
export function signedByStrangers(
  subject: AttackSubject,
  keys: readonly SigningKey[],
  header: (key: SigningKey) => Readonly<Record<string, unknown>> = () => ({}),
  prefix = '',
): NamedTokens {
  return Object.fromEntries(
    keys.flatMap((key) =>
      [...new Set([labelFor(subject, key.algorithm).kid, 'attacker', undefined])].map((kid) => [
        `${prefix}${key.algorithm} ${kid === undefined ? 'without kid' : JSON.stringify(kid)}`,
        signedBy(key, subject, { header: { ...header(key), kid } }),
      ]),
    ),
  )
}

function signedBy(key: SigningKey, subject: AttackSubject, parts: SignParts): string {
  return signText(subject.input({ ...parts, key }), key)
}
