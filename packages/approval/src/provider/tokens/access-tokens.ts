import {
  errors,
  type JWTStructured,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider'
import type { SigningKey } from '@countersign/issuer'
import type { Context } from '../../context.js'
import { clientOf, exchangeOf } from '../exchange.js'
import { longestLife, usableResource } from '../request/wish.js'
import { approvedFor } from './approved.js'

type SignOptions = NonNullable<NonNullable<ResourceServer['jwt']>['sign']>

/** Says what access tokens are: JWTs of RFC 9068, as wide and as long as the owner has granted. */
export class AccessTokens {
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  /** Of one resource: what a request may ask for, or what a token is given. */
  async resourceServer(
    ctx: KoaContextWithOIDC,
    indicator: string,
    { algorithm, kid }: SigningKey,
  ): Promise<ResourceServer> {
    const client = clientOf(ctx)
    const { settings } = this.#context
    const resource = usableResource(indicator, client, settings)
    if (!resource) throw new errors.InvalidTarget('This client may not use the resource')
    const sign = { alg: algorithm, kid } as SignOptions
    const common = { audience: indicator, accessTokenFormat: 'jwt', jwt: { sign } } as const
    if (ctx.oidc.route !== 'token') {
      const scope = Object.keys(resource.scopes).join(' ')
      return { ...common, scope, accessTokenTTL: longestLife(resource, settings) }
    }
    const { granted, wish } = approvedFor(ctx)
    if (wish.resource !== indicator) throw new errors.InvalidTarget()
    // What was taken from a client, or from a resource, since it was granted is not given any more.
    const scopes = granted.scopes.filter(
      (scope) => client.scopes.includes(scope) && Object.hasOwn(resource.scopes, scope),
    )
    if (scopes.length === 0) throw new errors.InvalidGrant('nothing is left of what was granted')
    const accessTokenTTL = Math.min(granted.lifetime, longestLife(resource, settings))
    return { ...common, scope: scopes.join(' '), accessTokenTTL }
  }

  /**
   * Adds what ties a token to its approval, and tells the directory of it: last of all, so that what was stopped
   * meanwhile is never signed.
   */
  async finish(ctx: KoaContextWithOIDC, { payload }: JWTStructured): Promise<void> {
    const approved = approvedFor(ctx)
    exchangeOf(ctx).patience.check()
    const { BackchannelAuthenticationRequest: request, RefreshToken: refresh } = ctx.oidc.entities
    const { acr, amr, authTime } = request ?? refresh ?? {}
    const details = approved.wish.authorizationDetails
    Object.assign(payload, {
      approval_id: approved.id,
      grant_id: approved.id,
      acr,
      amr,
      auth_time: authTime,
      ...(details.length > 0 && { authorization_details: details }),
    })
    const { directory, changes } = this.#context
    const expiresAt = Number(payload['exp']) * 1000
    // The mark that a request was used could be lost with the state, or be taken away by who can write there.
    const isFirst = refresh === undefined || request !== undefined
    if (!(await directory.approvals.issued(approved.id, Date.now(), expiresAt, isFirst))) {
      throw new errors.InvalidGrant('the approval was stopped, or has led to a token')
    }
    changes.tell(approved.subject, approved.id)
  }
}
