import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Approval, Granted } from '../../approval.js'
import { exchangeOf } from '../exchange.js'

/** An approval that tokens may be issued for. */
export type Approved = Approval & { readonly granted: Granted }

/** The approval behind a token request. Throws an InvalidGrant where it is good for nothing, or not any more. */
export function approvedFor(ctx: KoaContextWithOIDC): Approved {
  const { approval } = exchangeOf(ctx)
  const { Grant: grant } = ctx.oidc.entities
  const granted = approval?.granted
  const fits =
    approval !== undefined &&
    granted !== undefined &&
    approval.decision === 'approved' &&
    approval.stoppedAt === undefined &&
    approval.id === grant?.jti &&
    approval.clientId === ctx.oidc.client?.clientId &&
    approval.subject === grant.accountId
  if (!fits) throw new errors.InvalidGrant('the approval is not, or no longer, good')
  return { ...approval, granted }
}
