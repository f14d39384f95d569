import type { Scheme } from './authentication.js'
import type { ErrorHeaders } from './errors.js'
import { nonceHeaders } from './nonce-headers.js'
import type { StepUp } from './policy/policy.js'
import type { Refusal } from './refusals.js'

/** What a challenge asks for, beside saying what was wrong. */
interface ChallengeDemand {
  /** The scheme whose challenge tells the error and the demand; `undefined`: every one does. */
  readonly scheme: Scheme | undefined
  readonly scopes?: readonly string[] | undefined
  readonly stepUp?: StepUp | undefined
  /** A nonce for the next proof (RFC 9449 §9). */
  readonly nonce?: string | undefined
}

/** Makes the headers of a refusal. */
export type Challenger = (refusal: Refusal, demand: ChallengeDemand) => ErrorHeaders

type Parameter = readonly [name: string, value: string | number | undefined]

/**
 * Makes the writer of `WWW-Authenticate` challenges (RFC 6750 §3, RFC 9449 §7.1, RFC 9470 §3, RFC
 * 9728 §5.1): one for each scheme, on one line. There is a parameter always: RFC 6750 allows no
 * bare `Bearer`.
 */
export function challenger(fixed: {
  readonly realm: string
  readonly resourceMetadata: string | undefined
  readonly schemes: readonly Scheme[]
  /** What proofs may be signed with. */
  readonly algorithms: readonly string[]
}): Challenger {
  const { realm, resourceMetadata, algorithms } = fixed
  const own: Readonly<Record<Scheme, readonly Parameter[]>> = {
    Bearer: [],
    DPoP: [['algs', algorithms.join(' ')]],
  }

  return ({ code, message }, { scheme, scopes = [], stepUp, nonce }) => {
    const demand: readonly Parameter[] = [
      ['error', code],
      ['error_description', code && message],
      ['scope', scopes.join(' ') || undefined],
      ['acr_values', stepUp?.acrValues.join(' ') || undefined],
      ['max_age', stepUp?.maxAge],
    ]
    const challenges = fixed.schemes.map((offered) => {
      const told = scheme === undefined || scheme === offered ? demand : []
      return written(offered, [
        ['realm', realm],
        ['resource_metadata', resourceMetadata],
        ...told,
        ...own[offered],
      ])
    })
    return {
      'WWW-Authenticate': challenges.join(', '),
      ...nonceHeaders(nonce),
    }
  }
}

function written(scheme: Scheme, parameters: readonly Parameter[]): string {
  const present = parameters.filter(([, value]) => value !== undefined)
  return `${scheme} ${present.map(([name, value]) => `${name}=${quoted(String(value))}`).join(', ')}`
}

/**
 * A quoted-string that nothing can break out of. Characters that RFC 6750 §3 does not allow are
 * replaced, not escaped: it forbids the backslash that RFC 9110 would escape with.
 */
export function quoted(value: string): string {
  return `"${value.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?')}"`
}
