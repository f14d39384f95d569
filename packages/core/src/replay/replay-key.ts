import { hash } from 'node:crypto'

// A UUID has 36 characters, and 64 do for whatever else is sensible.
const LONGEST_JTI = 64

/**
 * The name under which a store remembers a proof: of one key of one issuer's tokens, so that no client
 * can use up the `jti`s of another. Of a long `jti` it has a digest, so that names are bounded.
 */
export function replayKey(issuer: string, jkt: string, jti: string): string {
  // Neither of the first two has a space, so nothing reads in two ways.
  if (jti.length <= LONGEST_JTI) return `${issuer} ${jkt} ${jti}`
  return `${issuer} ${jkt} #${hash('sha256', jti, 'hex')}#`
}
