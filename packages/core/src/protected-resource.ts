import type { ResolvedOptions } from './config/resolve-options.js'
import { seal } from './token/seal.js'
import type { ProtectedResourceMetadata } from './verifier-types.js'

/** An answer in plain values, for an adapter to write out. */
export interface PlainAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The RFC 9728 document of this API, and where it is served. */
export interface ResourceMetadata {
  /** The URL as it stands in challenges. */
  readonly href: string
  readonly document: ProtectedResourceMetadata
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

/** Makes the document that the `resource` option asks for. */
export function protectedResource(options: ResolvedOptions): ResourceMetadata | undefined {
  const { resource: given, sources, issuers, dpop, certificate } = options
  if (!given) return undefined
  // With no certificates to look at, the tokens that are bound to something are those of DPoP.
  const proofsOnly = dpop.mode === 'require' || (options.binding === 'require' && !certificate)
  const servers = given.authorizationServers ?? issuers.map(({ issuer }) => issuer)
  const document: ProtectedResourceMetadata = {
    // Byte for byte: a client compares it with the identifier that it called (RFC 9728 §3.3).
    resource: given.resource,
    ...(servers.length > 0 && { authorization_servers: servers }),
    ...(given.jwksUri !== undefined && { jwks_uri: given.jwksUri }),
    ...(given.scopesSupported?.length && { scopes_supported: given.scopesSupported }),
    // Empty has a meaning here (RFC 9728 §2): no bearer tokens.
    bearer_methods_supported: [
      ...(proofsOnly ? [] : ['header']),
      ...(sources.body && !proofsOnly ? ['body'] : []),
      ...(sources.query && !proofsOnly ? ['query'] : []),
    ],
    ...(dpop.mode !== 'refuse' && { dpop_signing_alg_values_supported: [...dpop.algorithms] }),
    ...(proofsOnly && { dpop_bound_access_tokens_required: true }),
    ...(certificate && { tls_client_certificate_bound_access_tokens: true }),
    ...(given.name !== undefined && { resource_name: given.name }),
    ...(given.documentation !== undefined && { resource_documentation: given.documentation }),
    ...(given.policyUri !== undefined && { resource_policy_uri: given.policyUri }),
  }
  // A copy, so that nobody changes what is served by changing what was configured.
  return { href: metadataUrl(given.resource), document: seal(document) as typeof document }
}

/**
 * RFC 9728 §3.1: the well-known path goes between host and path, and a slash that ends the host is
 * removed. Cut out of the text, because `URL` would write the identifier anew.
 */
export function metadataUrl(resource: string): string {
  const [, origin = '', rest = ''] = /^([^:]+:\/\/[^/?]*)(.*)$/.exec(resource) ?? []
  return `${origin}${WELL_KNOWN}${rest.replace(/^\/(?=\?|$)/, '')}`
}

const CORS = { 'Access-Control-Allow-Origin': '*' }
const METHODS = 'GET, HEAD, OPTIONS'

/** The answer to a request for the document; `undefined` if this is a request for something else. */
export function metadataAnswer(
  metadata: { readonly url: URL; readonly document: ProtectedResourceMetadata },
  request: { readonly method: string; readonly url: string },
): PlainAnswer | undefined {
  if (!isFor(metadata.url, request.url)) return undefined
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return {
        status: 200,
        headers: { ...CORS, 'Content-Type': 'application/json' },
        body: request.method === 'GET' ? JSON.stringify(metadata.document) : '',
      }
    case 'OPTIONS':
      return {
        status: 204,
        headers: {
          ...CORS,
          'Access-Control-Allow-Methods': METHODS,
          'Access-Control-Allow-Headers': '*',
          Allow: METHODS,
        },
        body: '',
      }
    default:
      return { status: 405, headers: { ...CORS, Allow: METHODS }, body: '' }
  }
}

function isFor(url: URL, target: string): boolean {
  // A request-target in absolute form starts with scheme and authority (RFC 9112 §3.2.2).
  const path = target.replace(/^https?:\/\/[^/?]*/i, '')
  if (url.search !== '') return path === url.pathname + url.search
  return path.split('?', 1)[0] === url.pathname
}
