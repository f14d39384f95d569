import type { IncomingMessage, ServerResponse } from 'node:http'
import { deflateSync } from 'node:zlib'
import { type Caching, sendDocument } from './caching.js'
import { type Fault, sendFault } from './faults.js'
import { openLoopbackServer } from './loopback-server.js'
import type { RecordedRequest, SignParts, TestIdentityProvider } from './test-identity-provider.js'
import { merge, type Overrides } from './test-tokens.js'

/** What {@link createTestStatusList} lets you choose. */
export interface TestStatusListOptions {
  /** Bits for each status. Default 1: VALID (0) and INVALID (1). */
  readonly bits?: 1 | 2 | 4 | 8
  /** How many statuses there are, in whole bytes. Default 1 024. */
  readonly size?: number
  /** Seconds; `undefined`: none. Default 300. */
  readonly ttl?: number | undefined
  /** Seconds from `iat` to `exp`; `undefined`: no `exp`. Default 3 600. */
  readonly lifetime?: number | undefined
  /** The time in milliseconds, default `Date.now`. */
  readonly clock?: () => number
}

/** What may be different from a good list token. */
export interface StatusListParts {
  /** Merged over the claims of a good one, or signed exactly as given; `undefined` removes a member. */
  readonly claims?: Overrides | string
  /** Merged over the header `{ typ: 'statuslist+jwt', alg, kid }`. */
  readonly header?: Overrides
  /** A key of the provider or the name of one, default the first. */
  readonly key?: SignParts['key']
}

/** Faults that are not about JSON. */
export type StatusListFault = Exclude<Fault, 'not-json' | 'empty-set' | 'other-issuer'>

/** A real HTTP server with one Token Status List, until it is told to misbehave. */
export interface TestStatusList {
  /** `http://127.0.0.1:PORT/statuslists/1`. */
  readonly uri: string
  /** Everything that arrived, answered or not. */
  readonly requests: readonly RecordedRequest[]
  /** The `status` claim of a token whose status is at this index. */
  claim(index: number): { status_list: { idx: number; uri: string } }
  /** Sets a status; published from the next request on. */
  set(index: number, status: number): void
  /** The list as it is now, as a signed token; with changes. */
  token(parts?: StatusListParts): string
  /** Publishes this text from the next request on; `undefined`: the list again, signed anew each time. */
  publish(text: string | undefined): void
  /** Makes the list go wrong from the next request on; `undefined` heals. */
  fault(fault: StatusListFault | undefined): void
  /** Headers of the answer, beside or in place of its own. Default: none. */
  caching(caching: Caching | undefined): void
  /** Cuts every connection and closes the port. */
  stop(): Promise<void>
  /** Opens the same port again. */
  start(): Promise<void>
  /** Ends everything, hanging answers too. */
  close(): Promise<void>
}

const PATH = '/statuslists/1'

/** Starts a status provider on a free port of loopback, whose list is signed by an identity provider. */
export async function createTestStatusList(
  signer: Pick<TestIdentityProvider, 'sign'>,
  options: TestStatusListOptions = {},
): Promise<TestStatusList> {
  const { bits = 1, size = 1024, clock = Date.now } = options
  const ttl = 'ttl' in options ? options.ttl : 300
  const lifetime = 'lifetime' in options ? options.lifetime : 3600
  const bytes = new Uint8Array(Math.ceil((size * bits) / 8))
  const requests: RecordedRequest[] = []
  let published: string | undefined
  let fault: StatusListFault | undefined
  let caching: Caching | undefined

  function serve(req: IncomingMessage, res: ServerResponse): void {
    const { method = '', url = '', headers } = req
    requests.push({ method, url, headers, body: '' })
    const text = published ?? list.token()
    const type = { 'Content-Type': 'application/statuslist+jwt' }
    if (url !== PATH) res.writeHead(404).end()
    else if (fault !== undefined) sendFault(res, text, fault, type['Content-Type'])
    else sendDocument(req, res, text, { ...caching, headers: { ...type, ...caching?.headers } })
  }

  function claims(): Record<string, unknown> {
    const iat = Math.floor(clock() / 1000)
    const lst = deflateSync(bytes, { level: 9 }).toString('base64url')
    const exp = lifetime === undefined ? undefined : iat + lifetime
    return merge({ sub: uri, iat, exp, ttl, status_list: { bits, lst } }, {})
  }

  const server = await openLoopbackServer('127.0.0.1', serve)
  const uri = `http://127.0.0.1:${server.port}${PATH}`

  const list: TestStatusList = {
    uri,
    requests,
    claim: (idx) => ({ status_list: { idx, uri } }),
    set(index, status) {
      const at = Math.floor((index * bits) / 8)
      const byte = bytes[at]
      if (!Number.isInteger(status) || status < 0 || status >= 2 ** bits || byte === undefined) {
        throw new TypeError(
          `a list of ${size} with ${bits} bits has no status ${status} at ${index}`,
        )
      }
      const shift = (index * bits) % 8
      bytes[at] = (byte & ~((2 ** bits - 1) << shift)) | (status << shift)
    },
    token({ claims: changes = {}, header = {}, key } = {}) {
      const payload =
        typeof changes === 'string' ? changes : JSON.stringify(merge(claims(), changes))
      const typed = { typ: 'statuslist+jwt', ...header }
      return signer.sign({ header: typed, payload, ...(key !== undefined && { key }) })
    },
    publish(text) {
      published = text
    },
    fault(given) {
      fault = given
    },
    caching(given) {
      caching = given
    },
    stop: () => server.stop(),
    start: () => server.start(),
    close: () => server.stop(),
  }
  return list
}
