import { randomBytes, randomUUID } from 'node:crypto'
import { encodeSegment } from '@countersign/testing'
import type { SignedToken } from '../floor.js'
import { madeUp } from '../made-up.js'

const random = (bytes: number): string => randomBytes(bytes).toString('base64url')

/** What strangers can send in place of a token, each time another one. */
const KINDS: readonly ((good: SignedToken) => string)[] = [
  // Text that is nothing.
  () => random(520),
  // Three parts that are nothing.
  () => `${random(60)}.${random(400)}.${random(64)}`,
  // A signature that nobody has made.
  ({ token }) => `${token.slice(0, token.lastIndexOf('.'))}.${random(64)}`,
  madeUp,
  otherIssuer,
]

/** The garbage of this number, made of a good token if it takes one. */
export function garbageAt(at: number, good: SignedToken): string {
  const make = KINDS[at % KINDS.length]
  return make?.(good) ?? ''
}

function otherIssuer({ token }: SignedToken): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
  const iss = `https://${randomUUID()}.example`
  return `${header}.${encodeSegment({ ...claims, iss })}.${signature}`
}
