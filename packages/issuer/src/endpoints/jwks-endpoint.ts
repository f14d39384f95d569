import { assertMethods, assertOptions } from '../config/assert.js'
import { fetchHandler, type FetchHandler } from '../http/fetch-handler.js'
import { koaHandler, type KoaHandler } from '../http/koa-handler.js'
import { nodeHandler, type NodeHandler } from '../http/node-handler.js'
import { isLoopbackHttp } from '../issuer-url.js'
import { publishedKeys, type PublishedKeys } from '../key-source.js'
import { documentRoute } from './document-route.js'

/** Options of {@link jwksEndpoint}. */
export interface JwksEndpointOptions {
  /**
   * Where the set is served, as clients see it: an https URL, such as the `resource.jwksUri` of an API
   * (RFC 9728 §2). http is for loopback only.
   */
  readonly jwksUri: string
}

/** Serves a JWK Set. */
export interface JwksEndpoint {
  /** For `node:http`, Express, Connect and Nest. */
  readonly handler: NodeHandler
  /** The same for Koa. */
  koa(): KoaHandler
  /** The same for the Fetch API; `undefined` where the path is another one. */
  readonly fetch: FetchHandler
}

/**
 * Publishes keys as a JWK Set (RFC 7517 §5), as an issuer does its own: with an `ETag`, good for five minutes,
 * for everybody. 503 where there are none to use.
 *
 * A key with a private member is never served: that is a 503, too.
 *
 * @throws TypeError that names what is wrong.
 */
export function jwksEndpoint(keys: PublishedKeys, options: JwksEndpointOptions): JwksEndpoint {
  assertMethods('keys', keys, ['publicKeys'])
  assertOptions('jwksEndpoint', options, ['jwksUri'])
  const { jwksUri } = options
  const path = pathOf(jwksUri)
  const serve = documentRoute(jwksUri, 'jwks', async () => ({ keys: await publishedKeys(keys) }))
  const route = (request: Parameters<typeof serve>[0]): ReturnType<typeof serve> | undefined =>
    request.path === path ? serve(request) : undefined
  return { handler: nodeHandler(route), koa: () => koaHandler(route), fetch: fetchHandler(route) }
}

function pathOf(jwksUri: unknown): string {
  const url = typeof jwksUri === 'string' && URL.canParse(jwksUri) ? new URL(jwksUri) : undefined
  const isSafe = url && (url.protocol === 'https:' || isLoopbackHttp(url))
  if (isSafe && url.username === '' && url.password === '' && !/[?#]/.test(url.href)) {
    return url.pathname
  }
  throw new TypeError(
    '"jwksUri" must be an https URL without credentials, query and fragment (http is for loopback only)',
  )
}
