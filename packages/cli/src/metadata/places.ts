/** What a URL of the user's stands for. */
export interface Named {
  /** The identifier. */
  readonly id: string
  /** It was worked out from a well-known URL, so that a slash at its end may be missing. */
  readonly isDerived: boolean
  readonly kind: 'provider' | 'resource' | undefined
}

const OAUTH = '/.well-known/oauth-authorization-server'
const OPENID = '/.well-known/openid-configuration'
const RESOURCE = '/.well-known/oauth-protected-resource'

/** One place where a document may be. */
export interface Place {
  readonly url: string
  readonly name: string
  readonly reference: string
}

/** The places where the metadata of an issuer may be. */
export interface ProviderPlaces {
  /** RFC 8414 §3.1: the well-known path goes before that of the issuer. */
  readonly oauth: Place
  /** OpenID Connect Discovery §4: it goes behind. */
  readonly openid: Place
  /** Where the other way round is another place: those are not where anybody has to look. */
  readonly others: readonly Place[]
}

export function providerPlaces(issuer: string): ProviderPlaces {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return {
    oauth: place(`${origin}${OAUTH}${path}`, 'OAuth', 'RFC 8414 §3.1'),
    openid: place(`${origin}${path}${OPENID}`, 'OpenID', 'OpenID Discovery §4'),
    others:
      path === ''
        ? []
        : [
            place(`${origin}${path}${OAUTH}`, 'OAuth, appended', 'RFC 8414 §3.1'),
            place(`${origin}${OPENID}${path}`, 'OpenID, inserted', 'RFC 8414 §5'),
          ],
  }
}

function place(url: string, name: string, reference: string): Place {
  return { url, name, reference }
}

/** RFC 9728 §3.1: as {@link ProviderPlaces.oauth}; the query stays at the end. */
export function resourcePlace(resource: string): Place {
  const [, origin = '', rest = ''] = /^([^:]+:\/\/[^/?]*)(.*)$/.exec(resource) ?? []
  const url = `${origin}${RESOURCE}${rest.replace(/^\/(?=\?|$)/, '')}`
  return { url, name: 'resource', reference: 'RFC 9728 §3.1' }
}

/** What somebody means who gives this URL: the thing itself, or the place of its document. */
export function namedBy(text: string): Named {
  const [, origin = '', rest = ''] = /^([^:]+:\/\/[^/?]*)(.*)$/.exec(text) ?? []
  for (const [start, kind] of STARTS) {
    const isPlace = rest.startsWith(start) && /^(?:[/?]|$)/.test(rest.slice(start.length))
    if (isPlace) return { id: origin + rest.slice(start.length), isDerived: true, kind }
  }
  const end = [OPENID, OAUTH].find((one) => rest.endsWith(one))
  if (end !== undefined) {
    return { id: origin + rest.slice(0, -end.length), isDerived: true, kind: 'provider' }
  }
  return { id: text, isDerived: false, kind: undefined }
}

const STARTS: readonly (readonly [string, 'provider' | 'resource'])[] = [
  [RESOURCE, 'resource'],
  [OAUTH, 'provider'],
  [OPENID, 'provider'],
]
