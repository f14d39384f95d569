import type { ProbeRequest } from './outcome.js'

/** A request with this in its Authorization field. */
export function withAuthorization(
  value: string,
  more: readonly (readonly [string, string])[] = [],
): ProbeRequest {
  return { headers: [['Authorization', value], ...more] }
}

/** A request with this token (RFC 6750 §2.1). */
export function bearer(token: string): ProbeRequest {
  return withAuthorization(`Bearer ${token}`)
}

/** A request with a bound token, and a DPoP field for each proof (RFC 9449 §7.1). */
export function bound(
  token: string,
  proofs: readonly string[],
  scheme: 'DPoP' | 'Bearer' = 'DPoP',
): ProbeRequest {
  return withAuthorization(
    `${scheme} ${token}`,
    proofs.map((proof) => ['DPoP', proof] as const),
  )
}
