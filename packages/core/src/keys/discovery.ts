import { isLoopbackHost, parseTrustedUrl } from '../config/identifiers.js'
import type { JsonObject } from '../token/strict-json.js'
import { fetchJson, type FetchOptions } from './fetch-json.js'

/** Finds the JWKS URL of an issuer in its metadata; throws an Error that says what went wrong. */
export async function discoverJwksUri(issuer: string, options: FetchOptions): Promise<string> {
  const failures: string[] = []
  for (const url of metadataUrls(issuer)) {
    try {
      return jwksUriOf(await fetchJson(url, options), issuer)
    } catch (error) {
      failures.push(error instanceof Error ? error.message : 'failed')
      if (options.signal.aborted) break
    }
  }
  throw new Error(`no usable metadata: ${failures.join('; ')}`)
}

/** RFC 8414 §3.1 inserts the well-known path before the issuer's own; OpenID Discovery §4 appends. */
export function metadataUrls(issuer: string): readonly [oauth: string, openid: string] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ]
}

function jwksUriOf(metadata: JsonObject, issuer: string): string {
  // RFC 8414 §3.3. Without it, whoever can answer here could pass for any issuer.
  if (metadata['issuer'] !== issuer) throw new Error('the metadata is of another issuer')
  const url = parseTrustedUrl(metadata['jwks_uri'])
  if (typeof url === 'string') throw new Error(`jwks_uri ${url}`)
  // A public provider has no business sending us to our own machine.
  if (isLoopbackHost(url.hostname) && !isLoopbackHost(new URL(issuer).hostname)) {
    throw new Error('jwks_uri points to loopback')
  }
  return url.href
}
