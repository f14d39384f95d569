import type { RegisteredClient } from '../clients/registered-client.js'
import { assertAudience, assertOptions, assertText, assertWhole } from '../config/assert.js'
import { GrantError, type GrantErrorReason } from '../grant-error.js'
import type { Settings } from '../settings.js'
import { assertAuthorizationDetails } from '../tokens/authorization-details.js'
import { assertBinding, bindingOf, isProven, type TokenBinding } from '../tokens/binding.js'
import { issueAsked } from '../tokens/issue-token.js'
import { isSubset, scopeText, scopeValues } from '../tokens/scope.js'
import type { TokenClaims } from '../tokens/token-claims.js'
import { tokenTypeOf } from '../tokens/token-type.js'
import { isEncrypted, verifyOwnToken } from '../tokens/verify-own-token.js'
import { actingFor } from './acting-for.js'
import { decide } from './decision.js'
import type { ExchangedToken, ExchangeOptions } from './exchange-options.js'
import { inheritedClaims, inheritedOptions } from './inherited-options.js'

/**
 * Exchanges an access token of ours for another one (RFC 8693): for another audience, with no more scope
 * and no more time, and with the name of whoever acts in it. `client`: who has asked at the endpoint, for
 * no more scope than it may have at all, and as nobody else.
 */
export async function exchange(
  settings: Settings,
  options: ExchangeOptions,
  client?: RegisteredClient,
): Promise<ExchangedToken> {
  assertExchange(options)
  if (!settings.exchange) throw new GrantError('exchange_off')
  const { subjectToken, subjectBinding, actorToken, actorBinding, clientId, binding } = options
  const { lifetime = settings.lifetime } = options
  assertWhole('lifetime', lifetime, [1, settings.maxLifetime])
  if (isEncrypted(subjectToken)) throw new GrantError('subject_token_encrypted')
  const subject = await proven(settings, 'subject', subjectToken, subjectBinding)
  const actor =
    actorToken === undefined ? undefined : await proven(settings, 'actor', actorToken, actorBinding)
  // A resource server has the tokens of all who call it, and is none of them.
  if (client && actor && actor.client_id !== clientId)
    throw new GrantError('actor_of_another_client')

  const audience = options.audience ?? settings.audience
  if (audience === undefined) throw new GrantError('audience_unnamed')
  const scope = exchangedScope(subject, options.scope, client?.scopes)
  const act = actingFor(subject, actor, clientId)
  const request = { clientId, subject, actor, audience: [audience].flat(), scope, binding }
  const asked = { ...request, authorizationDetails: options.authorizationDetails }
  const decided = await decide(settings.exchange, asked, settings)

  const { encryptTo, contentEncryption } = options
  const { authorizationDetails } = decided
  const longest = Math.min(lifetime, decided.lifetime)
  // One look at the clock for all: a second that passes in between would be one too many.
  const now = settings.clock()
  const at = { ...settings, clock: () => now }
  const { token, claims } = await issueAsked(at, {
    ...inheritedOptions(subject, now),
    subject: subject.sub,
    clientId,
    audience,
    actor: act,
    lifetime: remaining(now, longest, subject, actor),
    ...(decided.scope.length > 0 && { scope: decided.scope }),
    ...(authorizationDetails.length > 0 && { authorizationDetails }),
    ...(binding !== undefined && { binding }),
    ...(encryptTo !== undefined && { encryptTo }),
    ...(contentEncryption !== undefined && { contentEncryption }),
    claims: inheritedClaims(subject, decided.claims),
  })
  return {
    accessToken: token,
    tokenType: tokenTypeOf(claims),
    expiresIn: claims.exp - claims.iat,
    scope: scopeText(decided.scope),
    authorizationDetails: authorizationDetails.length > 0 ? authorizationDetails : undefined,
  }
}

const OPTIONS = [
  'subjectToken',
  'subjectBinding',
  'clientId',
  'actorToken',
  'actorBinding',
  'audience',
  'scope',
  'binding',
  'encryptTo',
  'contentEncryption',
  'lifetime',
  'authorizationDetails',
]

function assertExchange(options: ExchangeOptions): void {
  assertOptions('exchange', options, OPTIONS)
  const { subjectToken, clientId, actorToken, audience, scope } = options
  assertText('subjectToken', subjectToken)
  assertText('clientId', clientId)
  if (actorToken !== undefined) assertText('actorToken', actorToken)
  if (audience !== undefined) assertAudience(audience)
  if (options.authorizationDetails !== undefined) {
    assertAuthorizationDetails(options.authorizationDetails)
  }
  scopeValues(scope)
  for (const name of ['subjectBinding', 'actorBinding', 'binding'] as const) {
    if (options[name] !== undefined) assertBinding(name, options[name])
  }
}

/** The claims of a token of ours whose sender has proven whatever it is bound to. */
async function proven(
  settings: Settings,
  which: 'subject' | 'actor',
  token: string,
  binding: TokenBinding | undefined,
): Promise<TokenClaims> {
  const claims = await verifyOwnToken(settings, token)
  const invalid: GrantErrorReason = `${which}_token_invalid`
  if (!claims) throw new GrantError(invalid)
  const { cnf } = claims
  if (cnf === undefined) return claims
  const needed = bindingOf(cnf)
  // Bound in a way that nobody can prove here.
  if (!needed) throw new GrantError(invalid)
  if (binding === undefined) throw new GrantError('binding_missing')
  if (!isProven(needed, binding)) throw new GrantError('binding_mismatch')
  return claims
}

function exchangedScope(
  { scope }: TokenClaims,
  asked: string | readonly string[] | undefined,
  allowed: readonly string[] | undefined,
): readonly string[] {
  const values = typeof scope === 'string' ? scopeValues(scope) : []
  const given = allowed ? values.filter((value) => allowed.includes(value)) : values
  if (asked === undefined) return given
  const wanted = scopeValues(asked)
  if (!isSubset(wanted, given)) throw new GrantError('scope_widened')
  return wanted
}

/** Whole seconds: no longer than asked, nor than the tokens that it is made from. The policy took its time. */
function remaining(
  now: number,
  lifetime: number,
  subject: TokenClaims,
  actor: TokenClaims | undefined,
): number {
  const left = ({ exp }: TokenClaims): number => exp - Math.floor(now / 1000)
  if (left(subject) < 1) throw new GrantError('subject_token_invalid')
  if (actor && left(actor) < 1) throw new GrantError('actor_token_invalid')
  return Math.min(lifetime, left(subject), actor ? left(actor) : lifetime)
}
