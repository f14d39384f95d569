import { publishedKeys } from '../key-source.js'
import type { EndpointResponse, EndpointRequest, EndpointRouter } from '../http/endpoint-request.js'
import type { Settings } from '../settings.js'
import { documentRoute } from './document-route.js'
import { formRoute } from './form-route.js'
import { introspect } from './introspection-endpoint.js'
import { issuerMetadata } from './metadata.js'
import { revoke } from './revocation-endpoint.js'
import { token } from './token-endpoint.js'

type Route = (request: EndpointRequest) => Promise<EndpointResponse>

/** What is served at which path: the documents always, the endpoints that are switched on. */
export function createRouter(settings: Settings): EndpointRouter {
  const { issuer, urls, endpoints } = settings
  const metadata = documentRoute(issuer, 'metadata', async () => {
    await settings.keys.ready?.()
    return issuerMetadata(settings)
  })
  const jwks = documentRoute(issuer, 'jwks', async () => ({
    keys: await publishedKeys(settings.keys),
  }))
  const routes = new Map<string, Route>([
    [urls.jwks.path, jwks],
    ...urls.metadataPaths.map((path): [string, Route] => [path, metadata]),
    ...(endpoints.token ? [[urls.token.path, formRoute(settings, 'token', token)] as const] : []),
    ...(endpoints.revocation
      ? [[urls.revocation.path, formRoute(settings, 'revocation', revoke)] as const]
      : []),
    ...(endpoints.introspection
      ? [[urls.introspection.path, formRoute(settings, 'introspection', introspect)] as const]
      : []),
  ])
  return (request) => routes.get(request.path)?.(request)
}
