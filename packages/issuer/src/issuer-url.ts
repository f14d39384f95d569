const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Where something is served: what the metadata says, and what a request names. */
interface Place {
  readonly url: string
  readonly path: string
}

/** Where the documents and endpoints of an issuer are: paths on its own origin. */
export interface IssuerUrls {
  readonly jwks: Place
  readonly token: Place
  readonly revocation: Place
  readonly introspection: Place
  /** The place of RFC 8414 §3.1 (inserted) first, then the one of OpenID Connect Discovery (appended). */
  readonly metadataPaths: readonly [string, string]
}

/**
 * Checks an issuer identifier (RFC 8414 §2) and works out where its documents are.
 *
 * @throws TypeError naming the option `issuer`.
 */
export function issuerUrls(issuer: string): IssuerUrls {
  const url = typeof issuer === 'string' && URL.canParse(issuer) ? new URL(issuer) : undefined
  if (url === undefined || (url.protocol !== 'https:' && !isLoopbackHttp(url))) {
    throw new TypeError('"issuer" must be an https URL (http is for loopback only)')
  }
  // A parser of URLs takes white space and backslashes away, and whoever compares texts does not.
  if (/[?#\s\\]/.test(issuer) || url.username !== '' || url.password !== '') {
    throw new TypeError('"issuer" must have no query, fragment, credentials or white space')
  }
  const base = withoutTrailingSlash(issuer)
  const path = withoutTrailingSlash(url.pathname)
  const place = (name: string): Place => ({ url: `${base}/${name}`, path: `${path}/${name}` })
  return {
    jwks: place('jwks'),
    token: place('token'),
    revocation: place('revoke'),
    introspection: place('introspect'),
    metadataPaths: [
      `/.well-known/oauth-authorization-server${path}`,
      `${path}/.well-known/openid-configuration`,
    ],
  }
}

/** Plain http, where nobody else can listen. */
export function isLoopbackHttp(url: URL): boolean {
  return url.protocol === 'http:' && LOOPBACK.test(url.hostname)
}

function withoutTrailingSlash(value: string): string {
  return value.endsWith('/') ? value.slice(0, -1) : value
}
