import { createPublicKey, type X509Certificate } from 'node:crypto'
import type { JSONWebKeySet, JWK } from 'jose'
import type { AllClientMetadata, ClientMetadata } from 'oidc-provider'
import type { ApprovalClient, ClientAuthentication } from '../../client.js'

type Part = Omit<AllClientMetadata, 'client_id'>

export const CIBA_GRANT = 'urn:openid:params:grant-type:ciba'

/**
 * A client as the library knows it. `certificate` is the one that the request came with: a self-signed client
 * is known by the key in it.
 */
export function clientMetadata(
  client: ApprovalClient,
  certificate: () => X509Certificate | undefined,
): ClientMetadata {
  const { authentication, refreshTokens = false, signedRequests } = client
  return {
    client_id: client.clientId,
    client_name: client.name,
    redirect_uris: [],
    response_types: [],
    scope: refreshTokens ? 'openid offline_access' : 'openid',
    subject_type: 'public',
    backchannel_user_code_parameter: client.userCode ?? true,
    ...(signedRequests && { backchannel_authentication_request_signing_alg: signedRequests }),
    ...deliveryOf(client, refreshTokens),
    ...authenticationOf(authentication, certificate),
  }
}

/** Push, and whatever else there may be, is not offered: such a client gets no grant. */
function deliveryOf(client: ApprovalClient, refreshTokens: boolean): Part {
  const delivery = client.delivery ?? { mode: 'poll' }
  const isOffered = delivery.mode === 'poll' || delivery.mode === 'ping'
  if (!isOffered || client.scopes.length === 0) return { grant_types: [] }
  return {
    grant_types: refreshTokens ? [CIBA_GRANT, 'refresh_token'] : [CIBA_GRANT],
    backchannel_token_delivery_mode: delivery.mode,
    ...(delivery.mode === 'ping' && {
      backchannel_client_notification_endpoint: delivery.endpoint,
    }),
  }
}

function authenticationOf(
  authentication: ClientAuthentication,
  certificate: () => X509Certificate | undefined,
): Part {
  if (authentication.method === 'private_key_jwt') {
    return {
      token_endpoint_auth_method: 'private_key_jwt',
      dpop_bound_access_tokens: true,
      ...keysOf(authentication.keys),
    }
  }
  if (authentication.method === 'tls') {
    return {
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: authentication.subjectDn,
      tls_client_certificate_bound_access_tokens: true,
    }
  }
  return {
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    tls_client_certificate_bound_access_tokens: true,
    ...selfSignedKeysOf(authentication.keys, certificate),
  }
}

function keysOf(keys: JSONWebKeySet | URL): Part {
  return keys instanceof URL ? { jwks_uri: keys.href } : { jwks: keys }
}

/**
 * The library knows a self-signed client by certificates, which registered keys need not have. TLS has proven
 * that the client holds the key in its certificate: if that is a registered one, so is the certificate.
 */
function selfSignedKeysOf(
  keys: JSONWebKeySet | URL,
  certificate: () => X509Certificate | undefined,
): Part {
  if (keys instanceof URL) return keysOf(keys)
  const shown = certificate()
  const registered = keys.keys.map(({ x5c: _x5c, ...key }) => key)
  const known = shown && registered.find((key) => isKeyOf(shown, key))
  if (!shown || !known) return keysOf({ keys: registered })
  return keysOf({ keys: [{ ...known, x5c: [shown.raw.toString('base64')] }] })
}

function isKeyOf(certificate: X509Certificate, key: JWK): boolean {
  try {
    return certificate.publicKey.equals(createPublicKey({ key, format: 'jwk' }))
  } catch {
    return false
  }
}
