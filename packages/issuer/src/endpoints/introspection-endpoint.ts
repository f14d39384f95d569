import type { EndpointResponse } from '../http/endpoint-request.js'
import { readToken } from '../refresh/opaque-token.js'
import { grantClaims, readGrant } from '../refresh/stored-grant.js'
import { isWithdrawn } from '../revocation/withdraw.js'
import { scopeText, scopeValues } from '../tokens/scope.js'
import { signJwt } from '../tokens/sign-jwt.js'
import { tokenTypeOf } from '../tokens/token-type.js'
import { verifyOwnToken } from '../tokens/verify-own-token.js'
import type { ClientRequest } from './form-route.js'
import { ProtocolError } from './protocol-error.js'
import { json, NO_STORE } from './responses.js'

type Introspection = Readonly<Record<string, unknown>> & { readonly active: boolean }

const INACTIVE: Introspection = { active: false }
const JWT_RESPONSE = 'application/token-introspection+jwt'

/**
 * The introspection endpoint (RFC 7662). An access token is told to the resource servers that it is for,
 * a refresh token to its client; to everybody else they are as inactive as a token that never was.
 */
export async function introspect(request: ClientRequest): Promise<EndpointResponse> {
  const { settings, client, form } = request
  if (client.credential.kind === 'none') {
    throw new ProtocolError('invalid_client', 'The client must authenticate itself')
  }
  const token = form.one('token')
  if (token === undefined) {
    throw new ProtocolError('invalid_request', 'The parameter token is missing')
  }
  const introspection = readToken(token)
    ? await refreshToken(request, token)
    : await accessToken(request, token)
  if (!acceptsJwt(request)) return json(200, introspection)
  // RFC 9701 §5: for the caller alone, and nothing about the token outside of its own claim.
  const signed = await signJwt(settings.keys, 'token-introspection+jwt', {
    iss: settings.issuer,
    aud: client.clientId,
    iat: Math.floor(settings.clock() / 1000),
    token_introspection: introspection,
  })
  return { status: 200, headers: { ...NO_STORE, 'Content-Type': JWT_RESPONSE }, body: signed }
}

async function accessToken(
  { settings, client }: ClientRequest,
  token: string,
): Promise<Introspection> {
  const claims = await verifyOwnToken(settings, token)
  if (!claims) return INACTIVE
  const isMeant = [claims.aud].flat().some((one) => client.resources.includes(one))
  return isMeant ? { ...claims, active: true, token_type: tokenTypeOf(claims) } : INACTIVE
}

async function refreshToken(
  { settings, client }: ClientRequest,
  token: string,
): Promise<Introspection> {
  const presented = readToken(token)
  const family = presented && (await settings.refresh?.store.find(presented.grantId))
  if (!family || family.revoked || family.digest !== presented.digest) return INACTIVE
  if (family.expiresAt <= settings.clock() / 1000) return INACTIVE
  const grant = readGrant(family.grant)
  const { subject: sub, clientId, scope, grantedAt: iat } = grant
  if (clientId !== client.clientId) return INACTIVE
  if (await isWithdrawn(settings, grantClaims(family, grant))) return INACTIVE
  return {
    active: true,
    iss: settings.issuer,
    sub,
    client_id: clientId,
    grant_id: family.grantId,
    iat,
    exp: family.expiresAt,
    // Not what an access token is, so that none is taken for the other.
    token_type: 'refresh_token',
    scope: scopeText(scopeValues(scope)),
  }
}

/** Only where it is asked for by its name: a client that takes anything expects JSON. */
function acceptsJwt({ request }: ClientRequest): boolean {
  const { accept } = request.headers
  return (
    typeof accept === 'string' && accept.split(/[,;]/).some((one) => one.trim() === JWT_RESPONSE)
  )
}
