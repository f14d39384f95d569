import { isIPv6 } from 'node:net'
import type { Endpoint, Protocol } from '../endpoint.js'
import { assertEndpoint } from './assert-endpoint.js'
import { bracketed, parseHost } from './host.js'
import { PLAIN_SCHEMES, SCHEMES } from './schemes.js'

const MAX_LENGTH = 2048

// RFC 3986 §3. A backslash would be a slash to some readers, and a part of the host to others.
const URL_PARTS = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\\]*)(\/[^?#\\]*)?(?:[?#].*)?$/is

/**
 * Reads what a user types: `example.com`, `example.com:8443`, `[::1]:443`, `::1`, or a URL with the scheme
 * `https`, `tls`, `rediss`, `postgres`, `postgresql` or `smtp`.
 *
 * What the text says wins over `defaults`; without either it is `https`. A user, a password and a query of a
 * URL are dropped.
 *
 * @throws TypeError with a sentence, which never repeats what may be a password.
 */
export function parseTarget(text: string, defaults: Partial<Endpoint> = {}): Endpoint {
  if (text.length > MAX_LENGTH) throw new TypeError(`a target has at most ${MAX_LENGTH} characters`)
  const { scheme, authority, path } = partsOf(text)
  const [host, port] = hostAndPort(authority)
  // What stands before a wrong port may be the user of a password with a slash in it.
  const shown = text.includes('@') ? '' : `: ${quoted(host)}`
  const name = parseHost(host)
  if (name === undefined) throw new TypeError(`a target is a host name or an address${shown}`)
  const said = scheme === undefined ? undefined : protocolOf(scheme)
  const protocol = said ?? defaults.protocol ?? 'https'
  const endpoint = {
    ...defaults,
    host: name,
    protocol,
    port: parsePort(port) ?? defaults.port ?? usualPort(protocol),
    path: protocol === 'https' && path ? pathOf(path) : (defaults.path ?? '/'),
  }
  assertEndpoint(endpoint)
  return endpoint
}

/** An endpoint as a user would type it: a URL, with a port where it is not the usual one. */
export function formatTarget({
  host,
  port,
  protocol,
  path,
}: Pick<Endpoint, 'host' | 'port' | 'protocol' | 'path'>): string {
  const suffix = port === SCHEMES[protocol].port ? '' : `:${port}`
  const end = protocol === 'https' && path !== '/' ? path : ''
  return `${protocol}://${bracketed(host)}${suffix}${end}`
}

interface Parts {
  readonly scheme?: string | undefined
  readonly authority: string
  readonly path?: string | undefined
}

function partsOf(text: string): Parts {
  if (!text.includes('://')) {
    if (text.includes('/')) throw new TypeError('a target with a path begins with https://')
    return { authority: text }
  }
  const [, scheme, authority = '', path] = URL_PARTS.exec(text) ?? []
  if (scheme === undefined) throw new TypeError('a target is a host, or a URL such as https://host')
  // A password may hold an @ of its own.
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  return { scheme: scheme.toLowerCase(), authority: host, path }
}

function protocolOf(scheme: string): Protocol {
  const known = Object.hasOwn(SCHEMES, scheme) && SCHEMES[scheme as keyof typeof SCHEMES]
  if (known) return known.protocol
  const secure = Object.hasOwn(PLAIN_SCHEMES, scheme) && PLAIN_SCHEMES[scheme]
  if (secure) {
    throw new TypeError(
      `there is no TLS at ${scheme}://; where a server has it, write ${secure}://`,
    )
  }
  throw new TypeError(`a target is one of ${Object.keys(SCHEMES).join('://, ')}://`)
}

/** An IPv6 address without brackets has no port: `::1:443` is an address as well. */
function hostAndPort(authority: string): [host: string, port: string | undefined] {
  if (isIPv6(authority)) return [authority, undefined]
  const [, address, host, port] =
    /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::([^:]*))?$/.exec(authority) ?? []
  if (address !== undefined && !isIPv6(address)) {
    throw new TypeError('an IPv6 address stands between the brackets of a target')
  }
  return [address ?? host ?? (authority.includes(':') ? '' : authority), port]
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Infinity
  if (port > 65_535) throw new TypeError('the port of a target is a number from 1 to 65535')
  return port
}

function usualPort(protocol: Protocol): number {
  const { port } = SCHEMES[protocol]
  if (port === undefined) throw new TypeError(`a ${protocol}:// target needs a port`)
  return port
}

/** Without `..`, and with everything escaped that does not belong into a request line. */
function pathOf(path: string): string {
  return new URL(`https://host${path}`).pathname
}

/** In visible ASCII: it is for a terminal. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[^\x20-\x7e]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}
