import type { EndpointResponse } from '../http/endpoint-request.js'
import { readToken } from '../refresh/opaque-token.js'
import { readGrant } from '../refresh/stored-grant.js'
import { revokeGrant } from '../revocation/withdraw.js'
import { isEncrypted, readOwnToken } from '../tokens/verify-own-token.js'
import type { ClientRequest } from './form-route.js'
import { ProtocolError } from './protocol-error.js'
import { NO_STORE } from './responses.js'

/**
 * The revocation endpoint (RFC 7009). A token that is not known, or not good any more, is a 200: there is
 * nothing left to revoke. With a refresh token goes the whole grant.
 */
export async function revoke(request: ClientRequest): Promise<EndpointResponse> {
  // The hint is not needed: our two kinds of tokens cannot be taken for each other.
  const token = request.form.one('token')
  if (token === undefined) {
    throw new ProtocolError('invalid_request', 'The parameter token is missing')
  }
  if (readToken(token)) await revokeRefreshToken(request, token)
  else await revokeAccessToken(request, token)
  return { status: 200, headers: NO_STORE }
}

async function revokeRefreshToken(request: ClientRequest, token: string): Promise<void> {
  const { settings, client } = request
  const grantId = readToken(token)?.grantId ?? ''
  const family = await settings.refresh?.store.find(grantId)
  if (!family) return
  if (readGrant(family.grant).clientId !== client.clientId) throw ofAnotherClient()
  await revokeGrant(settings, grantId)
}

async function revokeAccessToken(
  { settings, client }: ClientRequest,
  token: string,
): Promise<void> {
  const { issuer, revocation } = settings
  // Only its recipient can read it. Its refresh token, or its grant, can be revoked.
  if (isEncrypted(token)) throw unsupported('Encrypted access tokens cannot be revoked here')
  // Withdrawn or not: it may be the second try, after the first got half way.
  const claims = await readOwnToken(settings, token)
  if (!claims) return
  if (claims.client_id !== client.clientId) throw ofAnotherClient()
  if (!revocation) throw unsupported('Access tokens cannot be revoked here')
  await revocation.revoke({ issuer, tokenId: claims.jti, expiresAt: claims.exp })
}

function ofAnotherClient(): ProtocolError {
  return new ProtocolError('invalid_request', 'The token is of another client')
}

function unsupported(description: string): ProtocolError {
  return new ProtocolError('unsupported_token_type', description)
}
