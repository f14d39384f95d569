import { hash } from 'node:crypto'
import { KINDS, type Identifiers } from './revocation-kinds.js'

/** Bytes of a name, each of them a character of it. */
export const NAME_BYTES = 16

/** In the last byte: which of {@link KINDS} it is. */
export const KIND_BITS = 0b111

/**
 * The name of what is withdrawn: 125 bits of a digest, and three that say its kind. Without a secret,
 * because processes share names. `undefined` where an identifier is missing.
 */
export function revocationName(
  kind: number,
  issuer: string,
  identifiers: Identifiers,
): string | undefined {
  const parts: (string | number)[] = [kind, issuer]
  for (const one of KINDS[kind]?.identifiers ?? []) {
    const identifier = identifiers[one]
    if (identifier === undefined) return undefined
    parts.push(identifier)
  }
  // JSON reads in one way only, whatever is in the identifiers.
  const digest = hash('sha256', JSON.stringify(parts), 'binary')
  const last = (digest.charCodeAt(NAME_BYTES - 1) & ~KIND_BITS) | kind
  return digest.slice(0, NAME_BYTES - 1) + String.fromCharCode(last)
}
