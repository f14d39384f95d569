import { createHash } from 'node:crypto'

/** Bytes of a name that columns and their indexes take. */
const LONGEST = 512

/** What no column of text takes: NUL, and halves of characters; and what PGlite drops as it reads: U+FEFF in front. */
const UNSTORABLE = /^\ufeff|[\0\p{Surrogate}]/u

/**
 * The form in which names of others, such as `sub` or `client_id`, stand in the record, and are looked for:
 * as they are, unless PostgreSQL cannot store them or its indexes are too small; then a digest.
 */
export function storable(name: string): string {
  const isPlain = !UNSTORABLE.test(name) && Buffer.byteLength(name) <= LONGEST
  return isPlain
    ? name
    : `sha256:${createHash('sha256').update(JSON.stringify(name)).digest('base64url')}`
}

/** What a token is known by: `jti` itself may be a secret, as where a provider looks sessions up by it. */
export function tokenDigest(issuer: string, tokenId: string): string {
  return digestOf([issuer, tokenId])
}

/** What the chain of a subject is known by, whether their names are given as they are or as they stand in the record. */
export function ownerDigest(issuer: string, subject: string | null): string {
  return digestOf([storable(issuer), subject === null ? null : storable(subject)])
}

function digestOf(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
