import { randomUUID } from 'node:crypto'
import { signatureOf } from '../signature-of.js'
import { segmentsOf } from './forge/compact.js'
import { headerOf } from './labels.js'
import type { AttackSubject } from './token-attack.js'

/** A good token in two parts. */
export interface SignedInput {
  readonly input: string
  readonly signature: Buffer
}

/**
 * A good token by one of these algorithms, newly signed where there is a key for it, and otherwise the one that is
 * known; `undefined` if neither is there.
 */
export function signedInput(
  subject: AttackSubject,
  algorithms: readonly string[],
): SignedInput | undefined {
  const key = [...subject.keys.values()].find(({ algorithm }) => algorithms.includes(algorithm))
  if (key) {
    const input = subject.input({ key })
    return { input, signature: signatureOf(input, { key }) }
  }
  if (!algorithms.includes(String(headerOf(subject)['alg']))) return undefined
  const [header, payload, signature] = segmentsOf(subject.token())
  return { input: `${header}.${payload}`, signature: Buffer.from(signature, 'base64url') }
}

/** Header and payload like those of a good token, but certainly not of any that was signed. */
export function otherInput(subject: AttackSubject): string {
  return subject.input({ payload: { jti: randomUUID() } })
}
