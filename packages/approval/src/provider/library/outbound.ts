/** Bytes of a key set of a client: some hundred keys. */
export const LARGEST_JWKS = 262_144

type Fetch = typeof fetch

type GuardedInit = Omit<RequestInit, 'dispatcher'> & {
  /** Keeps connections from private addresses; of the library, for the global fetch. */
  readonly dispatcher?: unknown
}

/**
 * How keys of clients are fetched, and pings are sent: by https, without following redirects, which could lead
 * elsewhere. A `fetch` of the application's guards itself.
 */
export function outboundFetch(own: Fetch | undefined): Fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.protocol !== 'https:') throw new Error('only https addresses are asked')
    const { dispatcher, ...options }: GuardedInit = { ...init, redirect: 'manual' }
    if (own) return own(url, options)
    if (dispatcher === undefined) throw new Error('private addresses cannot be told apart here')
    return fetch(url, { dispatcher, ...options } as RequestInit)
  }
}
