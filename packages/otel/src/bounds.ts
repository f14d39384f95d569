import type { Attributes } from '@opentelemetry/api'
import type { AttributeName } from './attributes.js'
import type { Cardinality } from './telemetry-options.js'

/** What the semantic conventions say in the place of a value that would be one too many. */
export const OTHER = '_OTHER'

/** Of whatever is no text of a client: reasons, events, kinds. There are some seventy reasons. */
const MOST_WORDS = 100
const LONGEST_VALUE = 255

/** RFC 9110 §9.3 and RFC 5789. Case matters. */
const METHODS: readonly string[] = [
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'TRACE',
]

/**
 * Makes attributes of whatever comes, so that nobody can make more time series than there may be: each
 * has at most so many values, and the first ones win.
 */
export class Bounds {
  readonly #limits: Partial<Record<string, number>>
  readonly #seen = new Map<string, Set<string>>()

  constructor({ issuer, clientId, route }: Required<Cardinality>) {
    this.#limits = {
      'countersign.issuer': issuer,
      'countersign.client_id': clientId,
      'http.route': route,
    }
  }

  /** Those that have a value. */
  clean(given: { readonly [Name in AttributeName]?: unknown }): Attributes {
    const attributes: Attributes = {}
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined) continue
      const kept = name === 'http.response.status_code' ? statusOf(value) : this.text(name, value)
      if (kept !== undefined) attributes[name] = kept
    }
    return attributes
  }

  /** The value of one attribute; `undefined`: there is no such attribute. */
  text(name: string, value: unknown): string | undefined {
    if (name === 'http.request.method') return METHODS.find((method) => method === value) ?? OTHER
    const limit = this.#limits[name] ?? MOST_WORDS
    if (limit === 0) return undefined
    if (typeof value !== 'string' || value.length > LONGEST_VALUE) return OTHER
    const seen = this.#seen.get(name) ?? new Set()
    if (seen.has(value)) return value
    if (seen.size >= limit) return OTHER
    this.#seen.set(name, seen.add(value))
    return value
  }
}

function statusOf(value: unknown): number | undefined {
  const isStatus = typeof value === 'number' && Number.isInteger(value)
  return isStatus && value >= 100 && value <= 599 ? value : undefined
}
