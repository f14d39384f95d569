import type { StepUp } from './policy/policy.js'
import type { ErrorHeaders } from './errors.js'
import type { Refusal } from './refusals.js'

/** What a challenge asks for, beside saying what was wrong. */
interface ChallengeDemand {
  readonly scopes?: readonly string[] | undefined
  readonly stepUp?: StepUp | undefined
}

/** Makes the headers of a refusal. */
export type Challenger = (refusal: Refusal, demand?: ChallengeDemand) => ErrorHeaders

/**
 * Makes the writer of `WWW-Authenticate` challenges (RFC 6750 §3, RFC 9470 §3, RFC 9728 §5.1).
 * There is a parameter always: RFC 6750 allows no bare `Bearer`.
 */
export function challenger(fixed: {
  realm: string
  resourceMetadata: string | undefined
}): Challenger {
  return ({ code, message }, { scopes = [], stepUp } = {}) => {
    const parameters: [name: string, value: string | number | undefined][] = [
      ['realm', fixed.realm],
      ['resource_metadata', fixed.resourceMetadata],
      ['error', code],
      ['error_description', code && message],
      ['scope', scopes.join(' ') || undefined],
      ['acr_values', stepUp?.acrValues.join(' ') || undefined],
      ['max_age', stepUp?.maxAge],
    ]
    const present = parameters.filter(([, value]) => value !== undefined)
    const text = present.map(([name, value]) => `${name}=${quoted(String(value))}`).join(', ')
    return { 'WWW-Authenticate': `Bearer ${text}` }
  }
}

/**
 * A quoted-string that nothing can break out of. Characters that RFC 6750 §3 does not allow are
 * replaced, not escaped: it forbids the backslash that RFC 9110 would escape with.
 */
export function quoted(value: string): string {
  return `"${value.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?')}"`
}
