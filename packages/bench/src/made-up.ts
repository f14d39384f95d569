import { randomUUID } from 'node:crypto'
import { isAuthError, type Verifier } from '@countersign/core'
import { encodeSegment } from '@countersign/testing'
import type { SignedToken } from './floor.js'

/**
 * What a stranger can make without any key: a good token, but for a `kid` that nobody has published.
 * Its signature is wrong with that, but nobody gets to look at it.
 */
export function madeUp({ token, key }: SignedToken): string {
  const header = { typ: 'at+jwt', alg: key.algorithm, kid: randomUUID() }
  return `${encodeSegment(header)}${token.slice(token.indexOf('.'))}`
}

/** Has a token refused for its `kid`. Anything else is a fault of the benchmark. */
export async function refuse(verifier: Verifier, token: string): Promise<void> {
  try {
    await verifier.verifyToken(token)
  } catch (error) {
    if (isAuthError(error) && error.reason === 'unknown_key') return
    throw error
  }
  throw new Error('a token under a made-up kid was accepted')
}
