import type { Need, ProbeAttack } from './attack.js'

const REASONS: Readonly<Record<Need, string>> = {
  get: 'It belongs to routes that are probed by GET.',
  'public-keys': 'It needs the public keys of the issuer.',
  'signing-key': 'It needs a signing key of a test issuer.',
  dpop: 'The server takes no token that is bound to a key, with a proof of it.',
  'query-token': 'The server takes no token from the query.',
  'strict-times': 'Servers may allow for clocks that differ by seconds. It has to be asked for.',
}

/** Why an attack cannot be run, as a sentence, or nothing if it can. */
export function unmetNeed(
  { needs }: ProbeAttack,
  has: ReadonlySet<Need>,
  keyless: string | undefined,
): string | undefined {
  const missing = needs.find((need) => !has.has(need))
  if (missing === undefined) return undefined
  return missing === 'public-keys' && keyless !== undefined ? keyless : REASONS[missing]
}
