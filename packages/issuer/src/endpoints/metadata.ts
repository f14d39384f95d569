import { KEY_KINDS } from '../algorithms.js'
import { publishedNow } from '../key-source.js'
import type { Settings } from '../settings.js'
import { grantTypesOf } from './grant-types.js'

/** Authorization server metadata (RFC 8414 §2). What is not served is not told. */
export interface IssuerMetadata {
  readonly issuer: string
  readonly jwks_uri: string
  /** Empty: there is no authorization endpoint. */
  readonly response_types_supported: readonly string[]
  readonly token_endpoint?: string
  readonly grant_types_supported?: readonly string[]
  readonly token_endpoint_auth_methods_supported?: readonly string[]
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly dpop_signing_alg_values_supported?: readonly string[]
  readonly revocation_endpoint?: string
  readonly revocation_endpoint_auth_methods_supported?: readonly string[]
  readonly revocation_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly introspection_endpoint?: string
  readonly introspection_endpoint_auth_methods_supported?: readonly string[]
  readonly introspection_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly introspection_signing_alg_values_supported?: readonly string[]
}

const CONFIDENTIAL = ['client_secret_basic', 'client_secret_post', 'private_key_jwt']
const METHODS = [...CONFIDENTIAL, 'none']
const ALGORITHMS: readonly string[] = Object.keys(KEY_KINDS)

export function issuerMetadata(settings: Settings): IssuerMetadata {
  const { issuer, urls, endpoints } = settings
  return {
    issuer,
    jwks_uri: urls.jwks.url,
    response_types_supported: [],
    ...(endpoints.token && {
      token_endpoint: urls.token.url,
      grant_types_supported: grantTypesOf(settings),
      token_endpoint_auth_methods_supported: METHODS,
      token_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
      dpop_signing_alg_values_supported: ALGORITHMS,
    }),
    ...(endpoints.revocation && {
      revocation_endpoint: urls.revocation.url,
      revocation_endpoint_auth_methods_supported: METHODS,
      revocation_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
    }),
    ...(endpoints.introspection && {
      introspection_endpoint: urls.introspection.url,
      introspection_endpoint_auth_methods_supported: CONFIDENTIAL,
      introspection_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
      introspection_signing_alg_values_supported: signingAlgorithms(settings),
    }),
  }
}

/** Of all keys that are published: the one that signs changes before a cached document does. */
function signingAlgorithms({ keys }: Settings): readonly string[] {
  return [...new Set(publishedNow(keys).flatMap(({ alg }) => alg ?? []))]
}
