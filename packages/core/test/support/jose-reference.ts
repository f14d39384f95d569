import { randomUUID } from 'node:crypto'
import { createTestIdentityProvider } from '@countersign/testing'
import {
  createLocalJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose'
import {
  ALL_ALGORITHMS,
  createVerifier,
  isAuthError,
  type Algorithm,
  type Reason,
  type Verifier,
} from '../../src/index.js'
import type { PostQuantumAlgorithm } from '../../src/algorithms.js'
import { AUDIENCES, ISSUER, NOW } from './token-changes.js'
import { draftToken, type TokenDraft } from './token-draft.js'

/** The keys that sign, by `kid`, and what each signs with. */
export const SIGNERS: readonly (readonly [
  kid: string,
  algorithm: Exclude<Algorithm, PostQuantumAlgorithm>,
])[] = [
  ['a', 'ES256'],
  ['b', 'ES256'],
  ['c', 'ES384'],
  ['d', 'EdDSA'],
  ['d', 'Ed25519'],
  ['e', 'RS256'],
  ['e', 'PS512'],
]

/** One key set, as jose and as we see it. */
export interface Pair {
  readonly jose: JWTVerifyGetKey
  readonly ours: Verifier
}

/** jose and we, side by side. */
export interface Reference {
  /** A good token of one of the signers; any number names one. */
  draft(signer: number): TokenDraft
  /** One of the key sets; any number names one, and 0 the one that takes every good token. */
  pair(index: number): Pair
  /** The keys as they are published. */
  readonly published: readonly JWK[]
}

export async function createReference(): Promise<Reference> {
  const provider = await createTestIdentityProvider({ algorithms: [] })
  for (const [kid, algorithm] of new Map(SIGNERS)) await provider.addKey(algorithm, { kid })
  // The keys are all that is needed of it.
  await provider.close()
  const published = (provider.jwks as JSONWebKeySet).keys
  const pairs = setsOf(published).map((keys) => pairOf(keys))
  return {
    published,
    draft(signer) {
      const [kid, algorithm] = SIGNERS[signer % SIGNERS.length] ?? ['a', 'ES256']
      const key = provider.keys.get(kid)
      if (!key) throw new Error(`no key ${kid}`)
      const times = { iat: NOW, exp: NOW + 300 }
      const who = { sub: 'u1', client_id: 'c1', scope: 'read', jti: randomUUID() }
      return draftToken({
        header: { alg: algorithm, typ: 'at+jwt', kid },
        payload: { iss: ISSUER, aud: 'urn:rs', ...who, ...times },
        key: key.privateKey,
        algorithm,
      })
    },
    pair(index) {
      const pair = pairs[index % pairs.length]
      if (!pair) throw new Error('no key set')
      return pair
    },
  }
}

const standingStill = (): number => NOW * 1000

/** A key set as jose and as we see it. */
export function pairOf(keys: readonly JWK[]): Pair {
  const jwks = { keys: [...keys] }
  return {
    jose: createLocalJWKSet(jwks),
    ours: createVerifier({ issuer: ISSUER, audience: AUDIENCES, keys: jwks, clock: standingStill }),
  }
}

/**
 * Good keys in sets of all kinds. With a bad entry in a set we go on with the others, and jose
 * gives up on some, so that is no matter for a comparison.
 */
function setsOf(published: readonly JWK[]): readonly (readonly JWK[])[] {
  const loose = published.map((jwk) => without(jwk, 'alg'))
  const nameless = loose.map((jwk) => without(jwk, 'kid'))
  return [
    // Without `alg`, keys of Ed25519 and RSA are good for each of their algorithms.
    loose,
    loose,
    published,
    nameless,
    nameless.filter((jwk) => jwk.x !== published[1]?.x),
    loose.map((jwk) => ({ ...jwk, kid: 'a' })),
    loose.map((jwk, at) => (at === 0 ? { ...jwk, use: 'enc' } : jwk)),
    loose.map((jwk) => ({ ...jwk, key_ops: [jwk.kid === 'a' ? 'sign' : 'verify'] })),
  ]
}

function without(jwk: JWK, member: 'alg' | 'kid'): JWK {
  const copy = { ...jwk }
  delete copy[member]
  return copy
}

const EVERYTHING: JWTVerifyOptions = {
  algorithms: [...ALL_ALGORITHMS],
  issuer: ISSUER,
  audience: [...AUDIENCES],
  typ: 'at+jwt',
  requiredClaims: ['iss', 'aud', 'exp', 'sub', 'client_id', 'iat', 'jti'],
  clockTolerance: 5,
  currentDate: new Date(NOW * 1000),
}

/** The payload by jose with everything switched on that it has; `undefined` where it refuses. */
export async function payloadByJose(
  token: string,
  keys: JWTVerifyGetKey,
): Promise<JWTPayload | undefined> {
  try {
    return (await jwtVerify(token, keys, EVERYTHING)).payload
  } catch (error) {
    return error instanceof errors.JWKSMultipleMatchingKeys
      ? payloadByOneOf(token, error)
      : undefined
  }
}

/** By any of the keys that fit, as the documentation of jose advises. */
async function payloadByOneOf(
  token: string,
  keys: errors.JWKSMultipleMatchingKeys,
): Promise<JWTPayload | undefined> {
  for await (const key of keys) {
    const payload = await payloadByJose(token, () => key)
    if (payload) return payload
  }
  return undefined
}

/** How a comparison ended. A reason: jose takes the token, and we refuse it. */
export type Verdict = 'taken by both' | 'refused by both' | Reason

/** Throws where we take what jose refuses, or refuse what it takes for none of these reasons. */
export async function compare(
  token: string,
  { jose, ours }: Pair,
  stricter: readonly Reason[],
): Promise<Verdict> {
  const payload = await payloadByJose(token, jose)
  const outcome: unknown = await ours.verifyToken(token).catch((error: unknown) => error)
  if (!isAuthError(outcome)) {
    if (outcome instanceof Error) throw new Error('broke', { cause: outcome })
    if (!payload) throw new Error('taken, and refused by jose')
    const { claims } = outcome as { claims: unknown }
    if (JSON.stringify(claims) !== JSON.stringify(payload)) throw new Error('read differently')
    return 'taken by both'
  }
  if (outcome.status !== 401) throw new Error(`answered ${outcome.status}`)
  if (!payload) return 'refused by both'
  if (!stricter.includes(outcome.reason)) throw new Error(`stricter by ${outcome.reason}`)
  return outcome.reason
}
