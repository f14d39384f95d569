import { isIP } from 'node:net'
import type { Endpoint } from '../endpoint.js'
import { assertEndpoint } from './assert-endpoint.js'
import { parseTarget } from './parse-target.js'
import { SCHEMES } from './schemes.js'

/** What a user types, or an endpoint. */
export type Target = string | Endpoint

/** @throws TypeError which says what is wrong with a target; none at all is wrong as well. */
export function endpointsOf(targets: Target | readonly Target[]): readonly Endpoint[] {
  const all: readonly Target[] = Array.isArray(targets) ? targets : [targets as Target]
  if (all.length === 0) throw new TypeError('there is no target')
  return all.map((target) => {
    if (typeof target === 'string') return parseTarget(target)
    if (typeof target !== 'object' || target === null) {
      throw new TypeError('a target is a text or an endpoint')
    }
    return checkedEndpoint(target)
  })
}

/** What comes from a program need not be of the type that it says. */
function checkedEndpoint(endpoint: Endpoint): Endpoint {
  const { host, port, protocol, path, servername, client, ca } = endpoint
  if (typeof host !== 'string') throw new TypeError('"host" is a name or an address')
  if (typeof path !== 'string') throw new TypeError('"path" is that of a URL, and begins with /')
  assertEndpoint(endpoint)
  // Another name of a protocol is one of URLs only.
  if (SCHEMES[protocol].protocol !== protocol) {
    throw new TypeError('"protocol" is none that is known')
  }
  if (servername !== undefined && isIP(servername) > 0) {
    throw new TypeError('"servername" is a host name')
  }
  if (client !== undefined && (typeof client.cert !== 'string' || typeof client.key !== 'string')) {
    throw new TypeError('"client" has a "cert" and a "key" in PEM')
  }
  if (ca !== undefined && ![ca].flat().every((one) => typeof one === 'string')) {
    throw new TypeError('"ca" is PEM, or a list of it')
  }
  return { host, port, protocol, path, servername, client, ca }
}
