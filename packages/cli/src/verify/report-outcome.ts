import type { AuthError, Authentication, Reason, VerifierOptions } from '@countersign/core'
import { STEP_OF, type Step } from '@countersign/core/reasons'
import { hideSecrets } from '../inspect/hide-secrets.js'
import { arrangeSteps, type Course, failedStep } from './arrange-steps.js'
import { type Expectation, hintsFor } from './hints.js'
import { REASON_TEXTS } from './reason-texts.js'
import type { VerifiedSummary, VerifyReport } from './step-report.js'
import type { Subject } from './subject.js'
import { unverified } from './unverified.js'

/** Options of the core, for one issuer. */
export interface VerifyOptions extends VerifierOptions<undefined> {
  readonly issuer: string
  readonly audience: readonly string[]
}

/** What is asked of the token beside what the verifier asks. */
export interface Demands {
  readonly scopes: readonly string[]
  readonly acr: readonly string[]
  /** Seconds since the person has authenticated. */
  readonly maxAge: number | undefined
}

/** How the core has ended. */
export interface Outcome {
  readonly auth: Authentication | undefined
  readonly error: AuthError | undefined
  readonly byPolicy: boolean
  readonly isVouched: boolean
}

/** Tells of each step how it ended, and why the last one did as it did. */
export function reportOf(
  outcome: Outcome,
  subject: Subject,
  expected: Expectation,
  options: VerifyOptions,
  hasPolicy: boolean,
): VerifyReport {
  const { auth, error } = outcome
  const course: Course = {
    ...outcome,
    isShaped: isShaped(subject),
    reason: error?.reason,
    notAsked: notAsked(subject, outcome, options, !hasPolicy),
    notes: notesOf(outcome, subject),
    unfinished: unfinishedSteps(outcome, subject),
  }
  const steps = arrangeSteps(course)
  if (!error) return { verdict: 'verified', steps, token: auth && summaryOf(auth) }
  const { reason, status, code } = error
  const [meaning, advice] = REASON_TEXTS[reason]
  const seen = hintsFor(reason, subject, expected)
  // A proof is of its client's making.
  const isSeenSigned = outcome.isVouched && STEP_OF[reason] !== 'binding'
  const detail = outcome.byPolicy ? undefined : detailOf(error)
  return {
    verdict: status >= 500 ? 'undecided' : 'refused',
    steps,
    explanation: { reason, status, code, meaning, advice, detail, seen, isSeenSigned },
  }
}

function notAsked(
  { isWholeRequest, isTransportKnown, token, request }: Subject,
  { auth, error }: Outcome,
  { introspection }: VerifyOptions,
  hasNoPolicy: boolean,
): Course['notAsked'] {
  const steps: Partial<Record<Step, string>> = {}
  if (!isTransportKnown) steps.transport = 'nothing says how it came (--url)'
  else if (error && TOKENLESS.has(error.reason) && !request.secure) {
    steps.transport = 'a request without a token has none to lose'
  }
  if (!isWholeRequest) steps.credentials = 'there is no request, only a token'
  if (token !== undefined && token.split('.', 3).length < 3) {
    steps.parse = 'an opaque token has nothing to parse'
  }
  // Of what nobody can read it is not known.
  const claims = auth?.claims ?? unverified(token).claims
  const isAskedAnyway = introspection?.for === 'jwt' || introspection?.for === 'all'
  if (claims && !('status' in claims) && !isAskedAnyway) {
    steps.revocation = 'it names no status list'
  }
  if (hasNoPolicy) steps.policy = 'none was given (--scope, --acr, --max-age)'
  return steps
}

/** Reasons to refuse a request that brings no token: over plain HTTP, too, and before that is said. */
const TOKENLESS: ReadonlySet<Reason> = new Set(['missing_credentials', 'unsupported_scheme'])

/** What is wrong outside of an encrypted token, or inside. */
const EITHER_SIDE: ReadonlySet<Reason> = new Set(['malformed_token', 'unsupported_header'])

function unfinishedSteps(outcome: Outcome, subject: Subject): Course['unfinished'] {
  const { error, isVouched } = outcome
  if (!error || isVouched) return {}
  const { reason } = error
  // Type and algorithm are held against what its issuer is allowed, and so only once that is known.
  const isBeforeType = reason === 'untrusted_issuer' || STEP_OF[reason] !== 'signature'
  const step = failedStep({ ...outcome, isShaped: isShaped(subject) }, reason)
  if (step === 'signature' && isBeforeType) {
    return { parse: 'base64url and JSON are in order; type and algorithm were not looked at' }
  }
  return segmentsOf(subject) === 5 && EITHER_SIDE.has(reason)
    ? { shape: 'encrypted, and perhaps not opened' }
    : {}
}

function isShaped(subject: Subject): boolean {
  return [1, 2, 3, 5].includes(segmentsOf(subject))
}

function segmentsOf({ token = '' }: Subject): number {
  return token.split('.', 6).length
}

function notesOf({ auth }: Outcome, { certificate }: Subject): Course['notes'] {
  const isBearer = auth !== undefined && auth.binding === undefined
  return {
    ...(auth?.kind === 'opaque' && { signature: 'its issuer has answered for it' }),
    ...(isBearer && { binding: 'bound to nothing: whoever has it can use it' }),
    ...(auth?.binding?.x5tS256 !== undefined &&
      certificate && { binding: 'that the client holds its key is for TLS to say' }),
  }
}

/** In more words: the name of a claim, or what came of asking somebody. */
function detailOf({ cause, reason, message: own }: AuthError): string | undefined {
  const message = cause instanceof Error ? cause.message : undefined
  // Of a refusal, it is what the client is told: never more than the code says.
  if (message === undefined && reason === 'dependency_unavailable') return own
  return message === reason ? undefined : message
}

function summaryOf(auth: Authentication): VerifiedSummary {
  const { kind, scheme, issuer, subject, clientId, scopes: granted, expiresAt, binding } = auth
  return {
    kind,
    scheme,
    issuer,
    subject,
    clientId,
    scopes: [...granted],
    expiresAt,
    binding,
    claims: hideSecrets(auth.claims),
  }
}
