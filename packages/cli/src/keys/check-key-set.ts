import { calculateJwkThumbprint, type JWK } from 'jose'
import { judgeKeySet } from './judge-key-set.js'
import { keyProblem, type KeyProblem } from './key-problems.js'
import { remarksOn, type Remark } from './key-remarks.js'
import { isRecord } from './read-entries.js'

/** What was found of one key of a set. */
export interface KeyReport {
  /** From 0. */
  readonly index: number
  readonly kid: string | undefined
  readonly kty: string | undefined
  readonly crv: string | undefined
  readonly alg: string | undefined
  readonly use: string | undefined
  /** RFC 7638, SHA-256. */
  readonly thumbprint: string | undefined
  readonly verdict: 'used' | KeyProblem['verdict']
  /** Why it is not used: in the words of the verifier, and then in those of {@link KeyProblem}. */
  readonly reason: string | undefined
  readonly problem: KeyProblem | undefined
  readonly remarks: readonly Remark[]
}

/** What was found of a set. */
export interface KeySetReport {
  readonly keys: readonly KeyReport[]
  /** Whether any key is wrong, or none of use. */
  readonly isWrong: boolean
}

/** The most keys that are spoken of one by one. */
const MAX_KEYS = 1_000

/** Says of each key whether the verifier would use it, and why not. `now` in milliseconds. */
export async function checkKeySet(keys: readonly unknown[], now: number): Promise<KeySetReport> {
  const skipped = await judgeKeySet(keys)
  const reports: KeyReport[] = []
  // One more than a verifier reads, which says that there are more.
  for (const [index, entry] of keys.slice(0, MAX_KEYS + 1).entries()) {
    const reason = skipped.get(index)
    const problem = reason === undefined ? undefined : keyProblem(reason)
    const jwk = isRecord(entry) ? entry : {}
    const isUsed = problem === undefined
    const remarks = remarksOn(jwk, { isUsed, keys, index, now })
    const isWrong = remarks.some(({ verdict }) => verdict === 'wrong')
    reports.push({
      index,
      kid: text(jwk['kid']),
      kty: text(jwk['kty']),
      crv: text(jwk['crv']),
      alg: text(jwk['alg']),
      use: text(jwk['use']),
      thumbprint: await calculateJwkThumbprint(jwk as JWK).catch(() => undefined),
      verdict: problem?.verdict ?? (isWrong ? 'wrong' : 'used'),
      reason,
      problem,
      remarks,
    })
  }
  const isUseful = reports.some(({ problem }) => problem === undefined)
  return { keys: reports, isWrong: !isUseful || reports.some(({ verdict }) => verdict === 'wrong') }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
