import { createHash } from 'node:crypto'

// The name of a proof of ours is shorter; another caller's may be anything.
const LONGEST_KEY = 512

/** Names are bounded, and plain: what is long, or not printable ASCII, is told by a digest. */
export function shortened(key: string): string {
  if (key.length <= LONGEST_KEY && /^[\x20\x21\x24-\x7e]*$/.test(key)) return key
  return `#${createHash('sha256').update(key, 'utf16le').digest('hex')}#`
}
