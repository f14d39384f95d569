import { hash } from 'node:crypto'
import { inTurn } from '../in-turn.js'
import { bearerRequest, verifierFor } from '../ours.js'
import { fastJwt } from '../peers.js'
import { assertVerifies } from './assert-verifies.js'
import type { Scene } from './scene.js'

/** Tokens of clients that come again and again. Every cache has room for all of them. */
const TOKENS = 200

type Name = 'hash' | 'again' | 'ours' | 'fast-jwt'

export interface HotCases {
  readonly cases: Readonly<Record<Name, () => unknown>>
  close(): void
}

/**
 * Whoever remembers tokens, and has met all of these. Ours gets requests, and reads the token out of
 * them; the peer gets the token. The floor is a hash: no token should be kept as it is.
 */
export async function hotCases({ key, tokens: all }: Scene): Promise<HotCases> {
  const tokens = all.slice(0, TOKENS)
  const verifier = verifierFor(key)
  const check = fastJwt(key, true)
  // Ours keeps a token from its second time on.
  const twice = [...tokens, ...tokens]
  await assertVerifies('fast-jwt', check, twice)
  await assertVerifies('ours', (token) => verifier.verifyRequest(bearerRequest(token)), twice)
  const hashOfNext = (): (() => unknown) => {
    const next = inTurn(tokens)
    return () => hash('sha256', next(), 'base64url')
  }
  const nextRequest = inTurn(tokens.map(bearerRequest))
  const nextToken = inTurn(tokens)
  return {
    cases: {
      hash: hashOfNext(),
      again: hashOfNext(),
      ours: () => verifier.verifyRequest(nextRequest()),
      'fast-jwt': () => check(nextToken()),
    },
    close: () => verifier.close(),
  }
}
