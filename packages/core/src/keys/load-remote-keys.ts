import { discover, type Discovered } from './discovery.js'
import { fetchDocument, type FetchOptions, type Validator } from './fetch-document.js'
import { parseKeySet } from './parse-key-set.js'
import type { LoadedKeys, LoadKeys } from './refreshing-keys.js'
import { withDeadline } from './with-deadline.js'

/** What the keys of an issuer are fetched with. */
export interface RemoteKeysOptions {
  readonly issuer: string
  /** `undefined`: found by discovery, anew for each refresh, so that a moved JWKS is followed. */
  readonly jwksUri: string | undefined
  readonly fetch: typeof fetch
  readonly maxBytes: number
  /** Seconds that a JWKS URL stays in use after its metadata was last seen. */
  readonly maxStale: number
  /** Milliseconds since the epoch. */
  readonly clock: () => number
}

/** Seconds for one exchange, for both places of metadata, and for everything. */
const EXCHANGE = 5
const DISCOVERY = 7
const TOTAL = 10

interface Located {
  readonly jwksUri: string
  /** Why it is the address of last time. */
  readonly problem: Error | undefined
}

/** `hasKeys`: whether keys that were fetched before are in use. */
type Locate = (exchange: FetchOptions, hasKeys: boolean) => Promise<Located>

/** Makes a loader of an issuer's keys, by way of its metadata unless their URL is given. */
export function remoteKeysLoader(options: RemoteKeysOptions): LoadKeys {
  const { issuer, fetch, maxBytes, jwksUri } = options
  const given = jwksUri === undefined ? undefined : { jwksUri, problem: undefined }
  const locate: Locate = given ? () => Promise.resolve(given) : locator(options)

  async function load(signal: AbortSignal, known: Validator | undefined): Promise<LoadedKeys> {
    const exchange = { fetch, maxBytes, timeout: EXCHANGE, signal }
    const { jwksUri: url, problem } = await locate(exchange, known !== undefined)
    const found = fetchDocument(url, exchange, parseKeySet, known)
    const { document: entries, validator } = await found.catch((error: unknown) => {
      // It may have failed only because the keys are elsewhere now.
      throw problem ?? error
    })
    return { entries, validator, problem }
  }
  return (closed, known) =>
    withDeadline(TOTAL, closed, (signal) => load(signal, known), `keys of ${issuer}: `)
}

/** Finds the JWKS URL, and remembers it for the times when the metadata cannot be had. */
function locator({ issuer, maxStale, clock }: RemoteKeysOptions): Locate {
  let known: Discovered | undefined
  let knownAt = 0
  return async (exchange, hasKeys) => {
    try {
      // The keys need their share of the time.
      known = await withDeadline(
        DISCOVERY,
        exchange.signal,
        (signal) => discover(issuer, { ...exchange, signal }, known?.metadataUrl),
        `metadata of ${issuer}: `,
      )
      knownAt = clock()
      return { jwksUri: known.jwksUri, problem: undefined }
    } catch (error) {
      const age = (clock() - knownAt) / 1000
      const isGood = hasKeys && age >= 0 && age < maxStale
      if (!known || !isGood || !(error instanceof Error)) throw error
      // So that a withdrawn key is refused while only the metadata is away, too.
      return { jwksUri: known.jwksUri, problem: error }
    }
  }
}
