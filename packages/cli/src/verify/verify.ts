import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import {
  acr,
  allOf,
  authenticatedWithin,
  type Authentication,
  CHANNELS,
  createVerifier,
  isAuthError,
  type Policy,
  type RefusedMessage,
  scopes,
  type Verifier,
} from '@countersign/core'
import { type Demands, type Outcome, reportOf, type VerifyOptions } from './report-outcome.js'
import type { VerifyReport } from './step-report.js'
import type { Subject } from './subject.js'

/**
 * Verifies a token as a server of ours would, and tells of each step how it ended. `now`: milliseconds.
 * Throws a ConfigError for options that cannot be. Ended by the signal, the outcome is `undecided`.
 */
export async function verify(
  options: VerifyOptions,
  demands: Demands,
  subject: Subject,
  { signal, now }: { signal: AbortSignal; now: () => number },
): Promise<VerifyReport> {
  const policy = policyOf(demands)
  const verifier = createVerifier({ ...options, clock: now })
  const end = (): void => verifier.close()
  signal.addEventListener('abort', end)
  try {
    if (signal.aborted) end()
    const outcome = await outcomeOf(verifier, policy, subject)
    const expected = {
      issuer: options.issuer,
      audience: options.audience,
      algorithms: options.algorithms,
      ...demands,
      keys: keysOf(verifier),
      now: now() / 1000,
    }
    return reportOf(outcome, subject, expected, options, policy !== undefined)
  } finally {
    signal.removeEventListener('abort', end)
    verifier.close()
  }
}

async function outcomeOf(
  verifier: Verifier,
  policy: Policy | undefined,
  { request }: Subject,
): Promise<Outcome> {
  let isVouched = false
  // The core says whom it has refused only where the issuer stands for the token.
  const listen = (message: unknown): void => {
    isVouched = (message as RefusedMessage).identity !== undefined
  }
  subscribe(CHANNELS.refused, listen)
  let auth: Authentication | undefined
  try {
    auth = await verifier.verifyRequest(request)
    if (policy) await verifier.authorize(auth, policy, request)
    return { auth, error: undefined, byPolicy: false, isVouched: true }
  } catch (error) {
    if (!isAuthError(error)) throw error
    return { auth, error, byPolicy: auth !== undefined, isVouched: isVouched || auth !== undefined }
  } finally {
    unsubscribe(CHANNELS.refused, listen)
  }
}

function policyOf(demands: Demands): Policy | undefined {
  const parts = [
    ...(demands.scopes.length > 0 ? [scopes(...demands.scopes)] : []),
    ...(demands.acr.length > 0 ? [acr(...demands.acr)] : []),
    ...(demands.maxAge === undefined ? [] : [authenticatedWithin(demands.maxAge)]),
  ]
  return parts.length > 0 ? allOf(...parts) : undefined
}

function keysOf(verifier: Verifier): readonly string[] | undefined {
  const [issuer] = verifier.exportKeys().issuers
  return issuer?.keys.map(({ kid = '(no name)', kty = '', crv = '' }) => {
    return `${kid} (${[kty, crv].filter((part) => part !== '').join(' ')})`
  })
}
