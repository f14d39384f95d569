import type { Authentication, Binding, Scheme } from '../authentication.js'
import { confirmationOf } from '../binding/confirmation.js'
import type { VerifiedToken } from '../cache/verified-token.js'
import type { BindingKind, TokenIdentity } from '../channels.js'
import { checkBoundKind } from '../introspection/token-kind.js'
import { otherClientId } from './check-claims.js'
import { PROVENANCE, type Provenance } from './provenance.js'
import type { JsonObject } from './strict-json.js'

/** A token that its issuer stands for: by its signature, or by an answer about it. */
export type VouchedToken = Pick<VerifiedToken, 'kind' | 'issuer' | 'signed'>

/** What channels tell of a token that its issuer stands for. */
export interface KnownToken {
  readonly identity: TokenIdentity
  readonly kind: 'jwt' | 'opaque'
  /** `undefined`: nothing here knows what it is bound to. */
  readonly binding: BindingKind | undefined
}

/** What is known of an accepted token. */
export function knownByAuthentication(
  auth: Authentication<unknown>,
): KnownToken & { readonly binding: BindingKind } {
  const { kind, binding } = auth
  return { identity: identityOf(auth), kind, binding: bindingKind(binding) }
}

/** What is known of a token that may have been refused for any of its claims. */
export function knownByClaims(token: VouchedToken, scheme: Scheme): KnownToken {
  return { identity: identityByClaims(token, scheme), kind: token.kind, binding: bindingOf(token) }
}

/** Who an accepted token speaks for. */
function identityOf(auth: Authentication<unknown>): TokenIdentity {
  const { issuer, subject, clientId, tokenId, scheme } = auth
  const signed = signedOf(auth)
  const grantId = textOf(signed?.['grant_id'])
  const approvalId = textOf(signed?.['approval_id'])
  return { issuer, subject, clientId, tokenId, grantId, approvalId, scheme }
}

/** `undefined` for what only looks like an Authentication: nobody is refused for that here. */
function signedOf(auth: object): JsonObject | undefined {
  try {
    return (auth as { readonly [PROVENANCE]?: Provenance })[PROVENANCE]?.signed
  } catch {
    return undefined
  }
}

/** Who a token speaks for that its issuer stands for. What is no text is left out. */
export function identityByClaims({ issuer, signed }: VouchedToken, scheme: Scheme): TokenIdentity {
  const { sub, client_id: clientId, jti, grant_id: grantId, approval_id: approvalId } = signed
  return {
    issuer: issuer.profile.issuer,
    subject: textOf(sub),
    clientId: clientId === undefined ? otherClientId(signed) : textOf(clientId),
    tokenId: textOf(jti),
    grantId: textOf(grantId),
    approvalId: textOf(approvalId),
    scheme,
  }
}

function bindingOf({ kind, signed }: VouchedToken): BindingKind | undefined {
  try {
    return bindingKind(confirmedBy(kind, signed))
  } catch {
    // It is bound to something, and that is all there is to say: not that it is a bearer token.
    return undefined
  }
}

function confirmedBy(kind: VouchedToken['kind'], signed: JsonObject): Binding | undefined {
  const confirmation = confirmationOf(signed)
  if (kind === 'opaque') checkBoundKind(signed, confirmation)
  return confirmation
}

function bindingKind(binding: Binding | undefined): BindingKind {
  if (binding === undefined) return 'none'
  const { jkt, x5tS256 } = binding
  if (jkt === undefined) return 'certificate'
  return x5tS256 === undefined ? 'dpop' : 'dpop+certificate'
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
