import { ServerResponse, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { PATHS, type Issuer } from '../endpoints.js'
import { tie, type Exchange } from '../exchange.js'

/** A request and a response that the library is given in place of the real ones. */
export interface InnerPair {
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

/**
 * Makes them: at the issuer's own URL, whatever host, prefix or forwarding header the client's request named,
 * with the form as it was checked, and with no other header than those that endpoints need. The response
 * leads nowhere: what is answered is up to the route.
 */
export function innerRequest(issuer: Issuer, exchange: Exchange, form: string): InnerPair {
  const { protocol, host } = new URL(issuer.origin)
  const { dpop } = exchange.request.headers
  const body = Buffer.from(form)
  const parts = {
    method: 'POST',
    url: PATHS[exchange.endpoint],
    // Of Express: the library puts it before the paths of its URLs.
    baseUrl: issuer.basePath,
    httpVersion: '1.1',
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    socket: { encrypted: protocol === 'https:' },
    headers: {
      host,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.byteLength),
      ...(typeof dpop === 'string' && { dpop }),
    },
  }
  const req = Object.assign(Readable.from([body]), parts) as unknown as IncomingMessage
  tie(req, exchange)
  return { req, res: new ServerResponse(req) }
}
