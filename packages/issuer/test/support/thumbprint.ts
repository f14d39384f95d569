import { createHash } from 'node:crypto'

/** What could be the thumbprint of a key. */
export function thumbprint(of: string): string {
  return createHash('sha256').update(of).digest('base64url')
}
