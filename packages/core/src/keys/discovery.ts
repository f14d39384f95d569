import { parseTrustedUrl } from '../config/identifiers.js'
import { parseJsonObject, type JsonObject } from '../token/strict-json.js'
import { fetchDocument, type FetchOptions } from './fetch-document.js'
import { leadsFurtherIn } from './internal-host.js'

/** What the metadata of an issuer says. */
export interface Discovered {
  readonly jwksUri: string
  /** Where the metadata was found. */
  readonly metadataUrl: string
}

/**
 * Finds the JWKS URL of an issuer in its metadata; throws an Error that says what went wrong.
 * The place that is `known` from last time is asked first, then the other one.
 */
export async function discover(
  issuer: string,
  options: FetchOptions,
  known?: string,
): Promise<Discovered> {
  const [oauth, openid] = metadataUrls(issuer)
  const places = known === openid ? [openid, oauth] : [oauth, openid]
  const failures: string[] = []
  for (const metadataUrl of places) {
    try {
      // There always is a document, as long as nothing is given to compare it with.
      const { document = {} } = await fetchDocument(metadataUrl, options, parseMetadata)
      return { jwksUri: jwksUriOf(document, issuer), metadataUrl }
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

function parseMetadata(bytes: Uint8Array): JsonObject {
  const metadata = parseJsonObject(bytes)
  if (!metadata) throw new Error('not a JSON object')
  return metadata
}

function jwksUriOf(metadata: JsonObject, issuer: string): string {
  // RFC 8414 §3.3. Without it, whoever can answer here could pass for any issuer.
  if (metadata['issuer'] !== issuer) throw new Error('the metadata is of another issuer')
  const url = parseTrustedUrl(metadata['jwks_uri'])
  if (typeof url === 'string') throw new Error(`jwks_uri ${url}`)
  const inside = leadsFurtherIn(url.hostname, new URL(issuer).hostname)
  if (inside) throw new Error(`jwks_uri points to ${inside}`)
  return url.href
}
