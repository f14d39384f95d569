import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Wish } from '../../approval.js'
import type { ApprovalClient } from '../../client.js'
import type { ApprovalResource } from '../../resource.js'
import type { Settings } from '../../settings.js'
import { clientOf, exchangeOf, paramOf } from '../exchange.js'
import { authorizationDetails } from './authorization-details.js'
import { bindingMessage } from './binding-message.js'

const LONGEST_NONCE = 512

/** What a request asks for. Throws where that is more than this client may ever be given. */
export function wishOf(ctx: KoaContextWithOIDC, settings: Settings): Wish {
  const client = clientOf(ctx)
  checkParams(ctx)
  const [indicator, resource] = resourceOf(ctx, settings)
  const asked = askedScopes(ctx)
  if (asked.includes('offline_access') && client.refreshTokens !== true) {
    throw new errors.InvalidScope('This client may not have refresh tokens', 'offline_access')
  }
  const scopes = asked.filter((scope) => scope !== 'openid' && scope !== 'offline_access')
  checkScopes(scopes, client, resource)
  return {
    scopes,
    resource: indicator,
    lifetime: longestLife(resource, settings),
    authorizationDetails: authorizationDetails(paramOf(ctx, 'authorization_details')),
    bindingMessage: bindingMessage(paramOf(ctx, 'binding_message')),
    offline: asked.includes('offline_access'),
  }
}

/** A registered resource that this client may use; else `undefined`. */
export function usableResource(
  indicator: string,
  client: ApprovalClient,
  { resources }: Settings,
): Required<ApprovalResource> | undefined {
  if (client.resources && !client.resources.includes(indicator)) return undefined
  return resources.get(indicator)
}

/** Seconds that a token lives at most: it never outlives the keys that are published for it. */
export function longestLife({ lifetime }: Required<ApprovalResource>, { keys }: Settings): number {
  return Math.min(lifetime, keys.tokenLifetime ?? Infinity)
}

/** What the library reads generously, or not at all. */
function checkParams(ctx: KoaContextWithOIDC): void {
  const expiry = paramOf(ctx, 'requested_expiry')
  if (expiry !== undefined && !/^[1-9]\d{0,8}$/.test(expiry)) {
    throw new errors.InvalidRequest('requested_expiry must be a positive integer')
  }
  const nonce = paramOf(ctx, 'nonce')
  if (nonce !== undefined && nonce.length > LONGEST_NONCE) {
    throw new errors.InvalidRequest('nonce must not be longer than 512')
  }
  if (ctx.oidc.params?.['request_context'] !== undefined) {
    throw new errors.InvalidRequest('request_context is not supported')
  }
}

function resourceOf(
  ctx: KoaContextWithOIDC,
  settings: Settings,
): readonly [string, Required<ApprovalResource>] {
  const indicator = paramOf(ctx, 'resource')
  const resource =
    indicator === undefined ? undefined : usableResource(indicator, clientOf(ctx), settings)
  if (indicator === undefined || !resource) {
    throw new errors.InvalidTarget('One resource is needed that this client may use')
  }
  return [indicator, resource]
}

/** As they were sent: the library passes over an `offline_access` that a client may not have. */
function askedScopes(ctx: KoaContextWithOIDC): readonly string[] {
  const sent = exchangeOf(ctx).signedClaims ?? ctx.oidc.body
  const text = sent?.['scope']
  return [...new Set(typeof text === 'string' ? text.split(' ') : [])]
}

function checkScopes(
  scopes: readonly string[],
  client: ApprovalClient,
  resource: Required<ApprovalResource>,
): void {
  const other = scopes.find(
    (scope) => !client.scopes.includes(scope) || !Object.hasOwn(resource.scopes, scope),
  )
  if (other !== undefined) {
    throw new errors.InvalidScope('This client may not ask for the scope at this resource', other)
  }
  if (scopes.length === 0) {
    throw new errors.InvalidScope('A scope of the resource is needed', 'openid')
  }
}
