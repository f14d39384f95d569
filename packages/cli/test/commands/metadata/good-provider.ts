import { createTestIdentityProvider, type TestIdentityProvider } from '@countersign/testing'
import { onTestFinished } from 'vitest'

/** A provider as it should be. */
export async function goodProvider(path = ''): Promise<TestIdentityProvider> {
  const idp = await createTestIdentityProvider({ algorithms: ['ES256'], path })
  onTestFinished(() => idp.close())
  const { issuer } = idp
  idp.metadata = {
    issuer,
    jwks_uri: idp.jwksUri,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    pushed_authorization_request_endpoint: `${issuer}/par`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    token_endpoint_auth_signing_alg_values_supported: ['ES256'],
    dpop_signing_alg_values_supported: ['ES256'],
    authorization_response_iss_parameter_supported: true,
    mtls_endpoint_aliases: { token_endpoint: `${issuer}/mtls/token` },
  }
  idp.caching('all', { headers: { 'cache-control': 'max-age=300' } })
  return idp
}
