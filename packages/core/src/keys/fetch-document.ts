import { hash } from 'node:crypto'
import { exchange, type ExchangeOptions, problemOf, readBody } from './exchange.js'
import { freshnessLifetime } from './freshness.js'

/** How documents of an identity provider are fetched. */
export interface FetchOptions extends ExchangeOptions {
  readonly maxBytes: number
}

/** What tells whether a document has changed since it was fetched. */
export interface Validator {
  readonly url: string
  readonly etag: string | undefined
  /** SHA-256 of the bytes, as hex. */
  readonly digest: string
  /** Seconds that the answer said it may be kept (RFC 9111 §4.2); `undefined`: it did not say. */
  readonly lifetime: number | undefined
}

/** A document, or the news that there is no other. */
export interface Fetched<T> {
  /** `undefined`: the same as the one that the validator was made of (304, or the same bytes). */
  readonly document: T | undefined
  readonly validator: Validator
}

const ACCEPT = 'application/json, application/jwk-set+json'

// RFC 9110 §8.8.3.
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/
const MAX_ENTITY_TAG_LENGTH = 256

/**
 * Fetches one document, and reads it by `parse`; throws an Error that says what went wrong.
 * With the validator of an earlier answer, the provider is asked for news only.
 */
export async function fetchDocument<T>(
  url: string,
  options: FetchOptions,
  parse: (bytes: Uint8Array) => T,
  known?: Validator,
): Promise<Fetched<T>> {
  const condition = known?.url === url ? known.etag : undefined
  const headers = { accept: ACCEPT, ...(condition && { 'if-none-match': condition }) }
  try {
    return await exchange(url, { headers }, options, async (response, signal) => {
      const etag = entityTag(response.headers)
      const lifetime = freshnessLifetime(response.headers)
      if (response.status === 304 && known && condition) {
        return { document: undefined, validator: updated(known, etag, lifetime) }
      }
      if (response.status !== 200) throw new Error(`status ${response.status}`)
      const bytes = await readBody(response, options.maxBytes, signal)
      const validator = { url, etag, digest: hash('sha256', bytes), lifetime }
      if (validator.digest === known?.digest) return { document: undefined, validator }
      return { document: parse(bytes), validator }
    })
  } catch (error) {
    throw failure(url, error)
  }
}

/** RFC 9111 §4.3.4: what a 304 does not say is as it was. */
function updated(known: Validator, etag = known.etag, lifetime = known.lifetime): Validator {
  return { ...known, etag, lifetime }
}

function entityTag(headers: Headers): string | undefined {
  const value = headers.get('etag') ?? ''
  return value.length <= MAX_ENTITY_TAG_LENGTH && ENTITY_TAG.test(value) ? value : undefined
}

/** What to throw for a fetch that failed: tells where, without the query. */
export function failure(url: string, cause: unknown): Error {
  const { origin, pathname, search } = new URL(url)
  const message = `${origin}${pathname}: ${problemOf(cause)}`
  if (search === '') return new Error(message, { cause })
  // A query may hold a key of the provider's, errors end up in logs, and what a `fetch` of the
  // application's throws may repeat it.
  return new Error(message.replaceAll(search, ''))
}
