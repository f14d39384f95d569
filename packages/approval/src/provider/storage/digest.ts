import { createHash } from 'node:crypto'

/** What stands in a key for an id: whoever has the id is let in by it, and keys can be seen. */
export function digest(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}
