import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Approval } from '../../approval.js'

/**
 * Turns away a token request that could not end well, for a reason that the library finds only when it has used up
 * what leads to the token. Whose it is, the library looks at itself.
 */
export function checkUse(ctx: KoaContextWithOIDC, approval: Approval | undefined): void {
  const { client, params } = ctx.oidc
  if (!client || approval?.clientId !== client.clientId) return
  const resource = params?.['resource']
  if (resource !== undefined && resource !== approval.wish.resource) {
    throw new errors.InvalidTarget('The token is for the resource that was granted')
  }
  if (client.tlsClientCertificateBoundAccessTokens === true && ctx.get('DPoP') !== '') {
    throw new errors.InvalidRequest('The token is bound to the certificate, and not to a proof')
  }
}
