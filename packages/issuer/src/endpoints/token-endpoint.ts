import type { GrantType } from '../clients/issuer-client.js'
import { exchange } from '../exchange/exchange.js'
import type { EndpointResponse } from '../http/endpoint-request.js'
import { refresh } from '../refresh/refresh.js'
import { issueAsked } from '../tokens/issue-token.js'
import { scopeText } from '../tokens/scope.js'
import { tokenTypeOf } from '../tokens/token-type.js'
import { dpopProof } from './dpop-proof.js'
import type { ClientRequest } from './form-route.js'
import { grantTypeNamed, grantTypesOf } from './grant-types.js'
import { ProtocolError } from './protocol-error.js'
import {
  allowedAudience,
  allowedScope,
  askedAudiences,
  askedDetails,
  askedScope,
} from './requested.js'
import { json } from './responses.js'

type Granted = Readonly<Record<string, unknown>>

const GRANTS: Readonly<Record<GrantType, (request: ClientRequest) => Promise<Granted>>> = {
  client_credentials: clientCredentials,
  refresh_token: refreshed,
  token_exchange: exchanged,
}

/** The token endpoint (RFC 6749 §3.2). */
export async function token(request: ClientRequest): Promise<EndpointResponse> {
  const { settings, form, client } = request
  const name = required(request, 'grant_type')
  const type = grantTypeNamed(name)
  if (!type || !grantTypesOf(settings).includes(name)) {
    throw new ProtocolError('unsupported_grant_type', 'The grant type is not offered here')
  }
  if (!client.grantTypes.includes(type)) {
    throw new ProtocolError('unauthorized_client', 'The client may not use this grant type')
  }
  // A tampered scope is refused whatever becomes of it.
  askedScope(form)
  return json(200, await GRANTS[type](request))
}

function required({ form }: ClientRequest, name: string): string {
  const value = form.one(name)
  if (value === undefined) {
    throw new ProtocolError('invalid_request', `The parameter ${name} is missing`)
  }
  return value
}

async function clientCredentials(request: ClientRequest): Promise<Granted> {
  const { settings, client } = request
  const scope = allowedScope(request)
  const audience = allowedAudience(request)
  const proof = await dpopProof(request)
  const { token, claims } = await issueAsked(settings, {
    subject: client.clientId,
    clientId: client.clientId,
    audience,
    ...(scope.length > 0 && { scope }),
    ...(proof && { binding: proof.binding }),
  })
  await proof?.take()
  return {
    access_token: token,
    token_type: tokenTypeOf(claims),
    expires_in: claims.exp - claims.iat,
    scope: scopeText(scope),
  }
}

async function refreshed(request: ClientRequest): Promise<Granted> {
  const { settings, form, client } = request
  const { clientId } = client
  const presented = required(request, 'refresh_token')
  const scope = askedScope(form)
  const audience = askedAudiences(form)
  const proof = await dpopProof(request)
  const asked = {
    clientId,
    ...(scope !== undefined && { scope }),
    ...(audience.length > 0 && { audience: oneOrAll(audience) }),
    ...(proof && { binding: proof.binding }),
  }
  const granted = await refresh(settings, presented, asked, async () => proof?.take())
  return {
    access_token: granted.accessToken,
    token_type: granted.tokenType,
    expires_in: granted.expiresIn,
    scope: granted.scope,
    refresh_token: granted.refreshToken,
  }
}

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
/** What our tokens are (RFC 8693 §3). */
const TOKEN_TYPES = new Set([ACCESS_TOKEN, 'urn:ietf:params:oauth:token-type:jwt'])

async function exchanged(request: ClientRequest): Promise<Granted> {
  const { settings, form, client } = request
  const subjectToken = required(request, 'subject_token')
  const actorToken = form.one('actor_token')
  const types = [
    required(request, 'subject_token_type'),
    actorToken === undefined ? ACCESS_TOKEN : required(request, 'actor_token_type'),
    form.one('requested_token_type') ?? ACCESS_TOKEN,
  ]
  if (!types.every((type) => TOKEN_TYPES.has(type))) {
    throw new ProtocolError('invalid_request', 'Only access tokens are exchanged')
  }
  const scope = askedScope(form)
  const authorizationDetails = askedDetails(form)
  // Proof by the client, of its own key: it is the sender of a bound subject token, or nobody here is.
  const proof = await dpopProof(request)
  const binding = proof?.binding
  const proven = binding && { binding, subjectBinding: binding, actorBinding: binding }
  const options = {
    subjectToken,
    clientId: client.clientId,
    audience: allowedAudience(request),
    ...(actorToken !== undefined && { actorToken }),
    ...(scope !== undefined && { scope }),
    ...(authorizationDetails !== undefined && { authorizationDetails }),
    ...proven,
  }
  const given = await exchange(settings, options, client)
  await proof?.take()
  return {
    access_token: given.accessToken,
    issued_token_type: ACCESS_TOKEN,
    token_type: given.tokenType,
    expires_in: given.expiresIn,
    scope: given.scope,
    authorization_details: given.authorizationDetails,
  }
}

function oneOrAll(audience: readonly string[]): string | readonly string[] {
  return audience.length === 1 && audience[0] !== undefined ? audience[0] : audience
}
