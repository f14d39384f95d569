import { isAlgorithm, type Algorithm } from '../algorithms.js'
import { Refused } from '../refused.js'
import { forbiddenHeader, parseSegment, type Segment } from './compact-jws.js'

/** What the header of a token says. */
export interface TokenHeader {
  readonly algorithm: Algorithm
  readonly kid: string | undefined
  /** Whatever it is: what it has to be depends on the issuer. */
  readonly typ: unknown
}

/** Parses the header of a token strictly; throws Refused. */
export function readTokenHeader(segment: Segment): TokenHeader {
  const header = parseSegment(segment)
  if (!header) throw new Refused('malformed_token', 'the header')
  const forbidden = forbiddenHeader(header)
  if (forbidden !== undefined) throw new Refused('unsupported_header', forbidden)
  const { alg, kid, typ } = header
  if (!isAlgorithm(alg)) throw new Refused('unsupported_algorithm')
  if (kid !== undefined && typeof kid !== 'string') throw new Refused('malformed_token', 'kid')
  return { algorithm: alg, kid, typ }
}

/** For a service that trusts a thousand issuers; two megabytes where all are as long as can be. */
const MOST_HEADERS = 2_000
const LONGEST_SEGMENT = 1_000

interface KnownHeader {
  readonly segment: string
  readonly header: TokenHeader
}

/** Headers by their segment: one key's tokens all have the same. Of verified tokens only. */
export class TokenHeaders {
  // No list of who was used last: that is dearer to look into, and a header is soon read again.
  readonly #known = new Map<string, KnownHeader>()
  // Most verifiers meet one key only, and to compare is cheaper than to look up.
  #last: KnownHeader | undefined

  /** Throws Refused. */
  read(segment: Segment): TokenHeader {
    if (this.#last?.segment === segment) return this.#last.header
    const known = this.#known.get(segment)
    if (!known) return readTokenHeader(segment)
    this.#last = known
    return known.header
  }

  /** Keeps what was read of a segment. */
  keep(segment: string, header: TokenHeader): void {
    if (this.#last?.header === header || segment.length > LONGEST_SEGMENT) return
    // A copy: V8 would keep the whole token for a piece of it.
    const copy = Buffer.from(segment, 'latin1').toString('latin1')
    this.#last = { segment: copy, header }
    if (this.#known.size >= MOST_HEADERS) this.#known.clear()
    this.#known.set(copy, this.#last)
  }
}
