import type { RevocableToken } from './revocation-list.js'
import { revocationName } from './revocation-name.js'

/** What is remembered of a token that a list was asked about. */
export interface AskedToken {
  /** What it would be withdrawn by, by kind, as far as anybody has wanted to know. */
  readonly names: (string | undefined)[]
  /** The list that did not forbid it, and how often that had changed by then. */
  free: object | undefined
  changes: number
}

/** A token that is kept is the same object with each request. */
const asked = new WeakMap<RevocableToken, AskedToken>()

export function askedToken(token: RevocableToken): AskedToken {
  const known = asked.get(token)
  if (known) return known
  const made: AskedToken = { names: [], free: undefined, changes: 0 }
  asked.set(token, made)
  return made
}

/** What a token would be withdrawn by; `undefined` where it has no such identifier. */
export function nameOf(
  { names }: AskedToken,
  kind: number,
  token: RevocableToken,
): string | undefined {
  names[kind] ??= revocationName(kind, token.issuer, token)
  return names[kind]
}
