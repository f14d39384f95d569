import { parseChallenges, type Challenge } from '@countersign/testing'
import type { Answer } from '../http/outcome.js'

/** What is wrong with the challenge of a 401 (RFC 9110 §11.6.1, RFC 6750 §3, RFC 9449 §7.1). */
export type ChallengeFault =
  | 'challenge-missing'
  | 'challenge-malformed'
  | 'challenge-scheme'
  | 'challenge-code'
  | 'challenge-code-missing'
  | 'challenge-code-unasked'

/**
 * What was sent: nothing, an invalid token, one that is no token at all, a bad proof; or a token in a way that a server
 * need not see as one (`carrier`), so that its challenge is not judged but for its form.
 */
export type Presented = 'nothing' | 'token' | 'malformed' | 'proof' | 'carrier'

const SCHEMES = new Set(['bearer', 'dpop'])

const CODES: Readonly<Record<Exclude<Presented, 'nothing' | 'carrier'>, readonly string[]>> = {
  token: ['invalid_token'],
  malformed: ['invalid_token', 'invalid_request'],
  proof: ['invalid_token', 'invalid_dpop_proof', 'use_dpop_nonce', 'invalid_request'],
}

/** The first fault, or nothing. Answers other than 401 need no challenge. */
export function challengeFault(answer: Answer, presented: Presented): ChallengeFault | undefined {
  if (answer.status !== 401) return undefined
  const values = answer.headers['www-authenticate'] ?? []
  if (values.length === 0) return 'challenge-missing'
  const challenges = parsed(values)
  if (challenges === undefined) return 'challenge-malformed'
  const ours = challenges.filter(({ scheme }) => SCHEMES.has(scheme.toLowerCase()))
  if (ours.length === 0) return 'challenge-scheme'
  if (presented === 'carrier') return undefined
  const codes = ours.flatMap(({ params }) => params['error'] ?? [])
  if (presented === 'nothing') return codes.length > 0 ? 'challenge-code-unasked' : undefined
  const allowed = CODES[presented]
  // Legal, for RFC 6750 §3.1 only says that there should be one.
  if (codes.length === 0) return 'challenge-code-missing'
  return codes.every((code) => allowed.includes(code)) ? undefined : 'challenge-code'
}

const CODE = /^(?=.{1,40}$)[a-z]{2,20}(?:_[a-z]{2,20}){0,4}$/

/** The `error` of a challenge, if it is a code and no free text. */
export function errorCode(answer: Answer): string | undefined {
  const challenges = parsed(answer.headers['www-authenticate'] ?? []) ?? []
  const code = challenges.flatMap(({ params }) => params['error'] ?? [])[0]
  return code !== undefined && CODE.test(code) ? code : undefined
}

function parsed(values: readonly string[]): readonly Challenge[] | undefined {
  try {
    return parseChallenges(values)
  } catch {
    return undefined
  }
}
