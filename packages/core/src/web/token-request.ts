import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { authorizationLines } from '../credentials/joined-lines.js'
import type { TokenRequest } from '../token-request.js'
import { type Connection, pathAt } from './connection.js'

/** What a verifier is shown of a Web Request. */
export interface Shown {
  readonly request: Request
  readonly connection: Connection
  readonly body: unknown
  /** The framework's own request, for policies. */
  readonly raw: unknown
}

/** A Web Request as the verifier wants it. Only what is known of its connection says how it came. */
export function webTokenRequest(shown: Shown): TokenRequest {
  return new WebTokenRequest(shown)
}

class WebTokenRequest implements TokenRequest {
  readonly method: string
  readonly url: string
  readonly origin: string
  readonly secure: boolean
  readonly remoteAddress: string | undefined
  readonly socket: Socket | undefined
  readonly body: unknown
  readonly raw: unknown
  readonly #headers: Headers
  #record: IncomingHttpHeaders | undefined

  constructor({ request, connection, body, raw }: Shown) {
    const { url } = request
    const path = pathAt(url)
    this.method = request.method
    this.url = connection.target ?? url.slice(path)
    this.origin = connection.origin ?? url.slice(0, path)
    // A `Host` or an address in the URL says nothing of who is at the other end.
    this.secure = connection.secure ?? url.startsWith('https://')
    this.remoteAddress = connection.remoteAddress
    this.socket = connection.socket
    this.body = body
    this.raw = raw
    this.#headers = request.headers
  }

  get headers(): IncomingHttpHeaders {
    this.#record ??= recordOf(this.#headers)
    return this.#record
  }

  /** `Headers` joins lines with the same name, and the core refuses most that were joined as they are. */
  get headersDistinct(): TokenRequest['headersDistinct'] {
    const { authorization } = this.headers
    return authorization === undefined
      ? {}
      : { authorization: [...authorizationLines(authorization)] }
  }
}

function recordOf(headers: Headers): IncomingHttpHeaders {
  const record: IncomingHttpHeaders = Object.create(null)
  for (const [name, value] of headers) record[name] = value
  return record
}
