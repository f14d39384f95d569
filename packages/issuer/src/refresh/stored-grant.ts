import type { JWTPayload } from 'jose'
import { isRecord } from '../config/assert.js'
import { isProven, type TokenBinding } from '../tokens/binding.js'
import { GrantError } from '../grant-error.js'
import { isSubset, scopeValues } from '../tokens/scope.js'
import type { GrantOptions, RefreshRequest } from './grant-options.js'
import type { RefreshTokenFamily } from './refresh-token-store.js'

/** What a store keeps of a grant, as JSON. */
export interface StoredGrant extends GrantOptions {
  readonly audience: string | readonly string[]
  /** Seconds since the epoch. */
  readonly grantedAt: number
}

/** Characters. The store keeps it as long as the grant lives. */
const LONGEST_GRANT = 16_384

export function grantText(grant: StoredGrant): string {
  const text = JSON.stringify(grant)
  if (text.length <= LONGEST_GRANT) return text
  throw new TypeError(`"grant" must not take more than ${LONGEST_GRANT} characters as JSON`)
}

/** Throws where the store gave back what is none: that is no fault of the client's. */
export function readGrant(text: string): StoredGrant {
  const grant: unknown = JSON.parse(text)
  if (isRecord(grant) && typeof grant['clientId'] === 'string')
    return grant as unknown as StoredGrant
  throw new Error('the refresh token store gave a grant that is none')
}

/** What a list of withdrawn tokens is asked about: the claims of the grant's tokens, as far as all have them. */
export function grantClaims(
  { grantId, endsAt }: RefreshTokenFamily,
  { claims, subject, clientId, grantedAt }: StoredGrant,
): JWTPayload & { readonly iat: number } {
  return {
    ...claims,
    sub: subject,
    client_id: clientId,
    grant_id: grantId,
    iat: grantedAt,
    exp: endsAt,
  }
}

/** The grant with what this request makes narrower. Throws a GrantError where it would be wider. */
export function narrowed(grant: StoredGrant, request: RefreshRequest): StoredGrant {
  const { scope, audience, binding } = request
  return {
    ...grant,
    ...(scope !== undefined && { scope: narrowedScope(grant, scope) }),
    ...(audience !== undefined && { audience: narrowedAudience(grant, audience) }),
    ...(binding !== undefined && { binding }),
  }
}

function narrowedScope(grant: StoredGrant, scope: string | readonly string[]): readonly string[] {
  const asked = scopeValues(scope)
  if (isSubset(asked, scopeValues(grant.scope))) return asked
  throw new GrantError('scope_widened')
}

function narrowedAudience(
  grant: StoredGrant,
  audience: string | readonly string[],
): string | readonly string[] {
  if (isSubset([audience].flat(), [grant.audience].flat())) return audience
  throw new GrantError('audience_widened')
}

/** A grant with bound tokens is refreshed with proof only: never are bound tokens followed by bearer ones. */
export function assertProven(grant: StoredGrant, proven: TokenBinding | undefined): void {
  const { binding, bindRefreshToken = true } = grant
  if (binding === undefined) return
  if (proven === undefined) throw new GrantError('binding_missing')
  const isSame = bindRefreshToken ? isProven(binding, proven) : hasSameKinds(binding, proven)
  if (!isSame) throw new GrantError('binding_mismatch')
}

function hasSameKinds(needed: TokenBinding, proven: TokenBinding): boolean {
  return (
    (needed.jkt === undefined || proven.jkt !== undefined) &&
    (needed.x5tS256 === undefined || proven.x5tS256 !== undefined)
  )
}
