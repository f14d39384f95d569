import { createHash } from 'node:crypto'

/** A key for what concerns one client, one person, or both: nobody reads in a store who that is. */
export function partyKey(kind: string, ...parties: readonly string[]): string {
  // As JSON no two lists of parties look alike.
  const digest = createHash('sha256').update(JSON.stringify(parties)).digest('base64url')
  return `${kind}:${digest}`
}
