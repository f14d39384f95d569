import { decodedSegments } from './forge/compact.js'
import type { Overrides } from '../test-tokens.js'
import { publicKeysOf } from './public-keys.js'
import type { AttackSubject } from './token-attack.js'

/** What a header says of the signature; `kid` is `undefined` where it names no key. */
export interface Label extends Overrides {
  readonly alg: string
  readonly kid: unknown
}

/** The header of a good token. */
export function headerOf(subject: AttackSubject): Readonly<Record<string, unknown>> {
  return decodedSegments(`${subject.input()}.AA`)[0]
}

/** What a good token says, and then what the other known keys would say, each algorithm once. */
export function labelsOf(subject: AttackSubject): readonly Label[] {
  const { alg, kid } = headerOf(subject)
  const labels = [
    { alg: String(alg), kid },
    ...[...subject.keys.values()].map((key) => ({ alg: key.algorithm, kid: key.kid })),
    ...publicKeysOf(subject).map((key) => ({ alg: key.algorithm, kid: key.jwk.kid })),
  ]
  return labels.filter((label, n) => labels.findIndex((other) => other.alg === label.alg) === n)
}

/** The label of a key for this algorithm; without such a key, that algorithm with the kid of a good token. */
export function labelFor(subject: AttackSubject, alg: string): Label {
  const labels = labelsOf(subject)
  return labels.find((label) => label.alg === alg) ?? { alg, kid: labels[0]?.kid }
}
