import { Refused } from '../refused.js'
import { type Line, SEVERAL } from './judged-lines.js'

// RFC 3986 §3.2.2, without user information: what may stand before a path, and nothing that ends it.
const HOST = /^(?:\[[\da-fA-F:.]{2,45}\]|[\w\-.~!$&'()*+,;=%]{1,255})(?::\d{0,5})?$/

// A server has few names, and what was in order once is so again.
let lastGood: string | undefined

/**
 * Refuses a request with two `Host` lines, or one that is no host (RFC 9112 §3.2): the framework may
 * have been led to another place than the client named. Nothing here goes by the `Host` itself.
 */
export function checkHost(host: Line): void {
  if (host === SEVERAL) throw new Refused('malformed_host')
  // HTTP/2 has `:authority` in its place, and Node sees to it that HTTP/1.1 has one.
  if (host === undefined || host === lastGood) return
  if (!HOST.test(host)) throw new Refused('malformed_host')
  lastGood = host
}
