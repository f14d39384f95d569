import type { Verifier } from '@countersign/core'
import { generateSigningKey, type SigningKey } from '@countersign/issuer'
import { accessToken } from '../access-tokens.js'
import { signatureFloor, type FloorAlgorithm } from '../floor.js'
import { inTurn } from '../in-turn.js'
import { verifierFor } from '../ours.js'
import { PEERS, type Check } from '../peers.js'
import { assertVerifies } from './assert-verifies.js'

/** What is compared, in the order of the columns: ours twice, and the peers. */
export const SUBJECTS: readonly string[] = ['ours', 'ours, cache', ...Object.keys(PEERS)]

/** They go round. A cache with room for one has not got the next one. */
const TOKENS = 400
const CACHED_TOKENS = 1

/** An algorithm, different tokens, and all that can verify them. */
export interface Scene {
  readonly algorithm: FloorAlgorithm
  readonly key: SigningKey
  readonly tokens: readonly string[]
  /**
   * The floor, once more the floor, and the subjects that know the algorithm. Each call is the
   * verification of the next token.
   */
  readonly cases: Readonly<Record<string, () => unknown>>
  close(): void
}

export async function createScene(algorithm: FloorAlgorithm): Promise<Scene> {
  const key = await generateSigningKey(algorithm, { kid: '2027-01' })
  const now = Math.floor(Date.now() / 1000)
  const tokens = Array.from({ length: TOKENS }, (_, at) => accessToken(key, at, { now }))
  const signed = tokens.map((token) => ({ token, key }))
  const verifiers = [verifierFor(key, false), verifierFor(key, { tokens: CACHED_TOKENS })] as const
  const checks = { ...checksOf(verifiers), ...(await checksOfPeers(key)) }
  const cases: Record<string, () => unknown> = {
    floor: signatureFloor(algorithm, signed),
    again: signatureFloor(algorithm, signed),
  }
  for (const [name, check] of Object.entries(checks)) {
    await assertVerifies(name, check, tokens)
    const next = inTurn(tokens)
    cases[name] = () => check(next())
  }
  return { algorithm, key, tokens, cases, close: () => verifiers.forEach((one) => one.close()) }
}

function checksOf([plain, caching]: readonly [Verifier, Verifier]): Record<string, Check> {
  return {
    ours: (token) => plain.verifyToken(token),
    'ours, cache': (token) => caching.verifyToken(token),
  }
}

async function checksOfPeers(key: SigningKey): Promise<Record<string, Check>> {
  const checks: Record<string, Check> = {}
  for (const [name, make] of Object.entries(PEERS)) {
    const check = await make(key)
    if (check) checks[name] = check
  }
  return checks
}
