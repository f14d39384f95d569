import { hash } from 'node:crypto'

/**
 * The name under which a store remembers a proof: 43 characters, however long its `jti` is.
 * Of one key of one issuer's tokens, so that no client can use up the `jti`s of another.
 */
export function replayKey(issuer: string, jkt: string, jti: string): string {
  return hash('sha256', JSON.stringify([issuer, jkt, jti]), 'base64url')
}
