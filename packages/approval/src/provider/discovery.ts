import type { Settings } from '../settings.js'
import { urlOf } from './endpoints.js'
import { ACR } from './library/configuration.js'
import { CIBA_GRANT } from './library/client-metadata.js'
import { SIGNING_ALGORITHMS } from './library/ring-signing-key.js'

/** Metadata of the issuer (OpenID Connect Discovery §3, CIBA §4, RFC 8414 §2). What is not served is not told. */
export function discoveryDocument(settings: Settings, signedWith: readonly string[]): object {
  const methods = settings.certificate
    ? ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth']
    : ['private_key_jwt']
  return {
    issuer: settings.issuer,
    jwks_uri: urlOf(settings, 'jwks'),
    token_endpoint: urlOf(settings, 'token'),
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: SIGNING_ALGORITHMS,
    revocation_endpoint: urlOf(settings, 'revocation'),
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: SIGNING_ALGORITHMS,
    backchannel_authentication_endpoint: urlOf(settings, 'backchannel'),
    backchannel_token_delivery_modes_supported: ['poll', 'ping'],
    backchannel_user_code_parameter_supported: true,
    backchannel_authentication_request_signing_alg_values_supported: SIGNING_ALGORITHMS,
    grant_types_supported: [CIBA_GRANT, 'refresh_token'],
    // Empty: there is no authorization endpoint.
    response_types_supported: [],
    scopes_supported: scopesOf(settings),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: signedWith,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'acr', 'amr', 'auth_time', 'nonce'],
    claims_parameter_supported: false,
    acr_values_supported: [ACR],
    request_parameter_supported: true,
    request_uri_parameter_supported: false,
    request_object_signing_alg_values_supported: SIGNING_ALGORITHMS,
    dpop_signing_alg_values_supported: SIGNING_ALGORITHMS,
    ...(settings.certificate && { tls_client_certificate_bound_access_tokens: true }),
  }
}

function scopesOf({ resources }: Settings): readonly string[] {
  const scopes = [...resources.values()].flatMap((resource) => Object.keys(resource.scopes))
  return [...new Set(['openid', 'offline_access', ...scopes])]
}
