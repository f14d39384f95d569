import type { Endpoint } from '../endpoint.js'
import { parseHost } from './host.js'
import { SCHEMES } from './schemes.js'

/**
 * Of an endpoint that may have been made by hand: what goes into a request is what it seems to be.
 *
 * @throws TypeError that names the member.
 */
export function assertEndpoint({ host, port, protocol, path, servername }: Endpoint): void {
  if (parseHost(host) === undefined) throw new TypeError('"host" is a name or an address')
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new TypeError('"port" is a number from 1 to 65535')
  }
  if (!Object.hasOwn(SCHEMES, protocol)) throw new TypeError('"protocol" is none that is known')
  // Nothing that ends a line of a request, or begins another part of it.
  if (!/^\/[\x21-\x7e]*$/.test(path))
    throw new TypeError('"path" is that of a URL, and begins with /')
  if (servername !== undefined && parseHost(servername) === undefined) {
    throw new TypeError('"servername" is a host name')
  }
}
