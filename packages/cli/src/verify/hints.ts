import { createHash } from 'node:crypto'
import type { Reason } from '@countersign/core'
import { quoted } from '../inspect/finding.js'
import { isMembers, type Members, momentOf } from '../inspect/members.js'
import { timeText } from '../inspect/time-text.js'
import { NOBODY } from './nobody.js'
import { type Unverified, unverified } from './unverified.js'
import type { Subject } from './subject.js'

/** What was asked of the token. */
export interface Expectation {
  readonly issuer: string
  readonly audience: readonly string[]
  readonly algorithms: readonly string[] | undefined
  readonly scopes: readonly string[]
  readonly acr: readonly string[]
  readonly maxAge: number | undefined
  /** Names and types of the keys that the issuer publishes; `undefined`: they are not known. */
  readonly keys: readonly string[] | undefined
  /** Seconds. */
  readonly now: number
}

interface Seen extends Unverified {
  readonly subject: Subject
  readonly proof: Unverified
  readonly expected: Expectation
}

type Hint = (seen: Seen) => readonly (string | undefined)[]

/** What the token, or the proof, says, beside what was asked for: where that helps with a reason. */
export function hintsFor(
  reason: Reason,
  subject: Subject,
  expected: Expectation,
): readonly string[] {
  const proof = unverified(subject.proof)
  const seen = { ...unverified(subject.token), subject, proof, expected }
  return (HINTS[reason]?.(seen) ?? []).filter((hint) => hint !== undefined)
}

const keyHints: Hint = ({ header, expected }) => [
  header && `The token names the key ${quoted(header['kid'])}, for ${quoted(header['alg'])}.`,
  expected.keys && `The issuer publishes: ${expected.keys.join(', ') || 'none that can be used'}.`,
]

const requestHints: Hint = ({ subject: { request, url }, proof: { claims } }) => [
  claims && `The proof is for ${quoted(claims['htm'])} ${quoted(claims['htu'])}.`,
  `The request is ${quoted(request.method)} ${quoted(url ? url.origin + url.pathname : pathOf(request.url))}.`,
]

/** A query may hold a token. */
function pathOf(target: string): string {
  return target.split(/[?#]/, 1)[0] ?? ''
}

const proofTimeHints: Hint = ({ proof: { claims }, expected }) => [
  timeHint('iat', claims, expected),
]

const tokenTimeHints: Hint = ({ claims, expected }) =>
  ['exp', 'nbf', 'iat'].map((name) => timeHint(name, claims, expected))

const HINTS: Readonly<Partial<Record<Reason, Hint>>> = {
  untrusted_issuer: ({ claims, expected }) => issuerHints(claims?.['iss'], expected.issuer),
  wrong_audience: ({ claims, expected }) => [
    claims && `The token is for ${quoted(claims['aud'])}.`,
    `Asked for: ${quoted(expected.audience)}.`,
  ],
  wrong_token_type: ({ header }) => [header && `Its typ is ${quoted(header['typ'])}.`],
  unsupported_algorithm: ({ header, expected }) => [
    header && `Its alg is ${quoted(header['alg'])}.`,
    expected.algorithms && `Allowed: ${expected.algorithms.join(', ')}.`,
  ],
  unknown_key: keyHints,
  ambiguous_key: keyHints,
  invalid_signature: keyHints,
  token_expired: tokenTimeHints,
  token_not_yet_valid: tokenTimeHints,
  token_too_old: tokenTimeHints,
  wrong_method: requestHints,
  wrong_url: requestHints,
  proof_expired: proofTimeHints,
  proof_not_yet_valid: proofTimeHints,
  certificate_mismatch: ({ claims, subject: { certificate } }) => [
    `The token is bound to ${quoted(confirmed(claims, 'x5t#S256'))}.`,
    certificate && `The certificate is ${quoted(thumbprint(certificate.raw))}.`,
  ],
  step_up_required: ({ claims, expected: { acr, maxAge, now } }) => [
    acr.length > 0
      ? `Its acr is ${quoted(claims?.['acr'])}. Asked for: ${acr.join(', ')}.`
      : undefined,
    maxAge === undefined ? undefined : ageHint(claims, maxAge, now),
  ],
  insufficient_scope: ({ claims, expected }) => [
    `It has the scopes ${quoted(claims?.['scope'] ?? claims?.['scp'])}.`,
    `Asked for: ${expected.scopes.join(' ')}.`,
  ],
}

function issuerHints(found: unknown, expected: string): readonly (string | undefined)[] {
  const isClose = typeof found === 'string' && bare(found) === bare(expected)
  return [
    found === undefined ? undefined : `The token says ${quoted(found)}.`,
    expected === NOBODY ? 'No issuer is called that.' : `Asked for: ${quoted(expected)}.`,
    isClose ? 'They differ in the slash at the end, or in capitals, and that counts.' : undefined,
  ]
}

function bare(issuer: string): string {
  return issuer.replace(/\/$/, '').toLowerCase()
}

function timeHint(
  name: string,
  claims: Members | undefined,
  { now }: Expectation,
): string | undefined {
  const moment = momentOf(claims, name)
  return moment === undefined ? undefined : `${name}: ${timeText(moment, Math.floor(now))}.`
}

function ageHint(claims: Members | undefined, maxAge: number, now: number): string {
  const time = momentOf(claims, 'auth_time')
  const when = time === undefined ? 'not said' : timeText(time, Math.floor(now))
  return `Authenticated: ${when}. Asked for: at most ${maxAge} s ago.`
}

function confirmed(claims: Members | undefined, name: string): unknown {
  const cnf = claims?.['cnf']
  return isMembers(cnf) ? cnf[name] : undefined
}

function thumbprint(der: Buffer): string {
  return createHash('sha256').update(der).digest('base64url')
}
