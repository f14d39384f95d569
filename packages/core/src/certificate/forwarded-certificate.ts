import { BlockList, isIP } from 'node:net'
import {
  assertKnownNames,
  assertObject,
  assertOneOf,
  assertText,
  textList,
} from '../config/assert.js'
import { ConfigError } from '../errors.js'
import type { TokenRequest } from '../token-request.js'
import type { CertificateReader } from './certificate-reader.js'
import { readForwarded, type ForwardedFormat } from './forwarded-formats.js'

/** Options of {@link forwardedCertificate}. */
export interface ForwardedCertificateOptions {
  /** Addresses, or networks as `10.0.0.0/8`, of the proxies whose header is believed. Required. */
  trustedProxies: string | readonly string[]
  /** Name of the header. Default `client-cert`, or `x-forwarded-client-cert` for `xfcc`. */
  header?: string
  /**
   * `rfc9440` (the default): `:base64:`. `pem`: URL-encoded PEM, as nginx's `$ssl_client_escaped_cert`.
   * `xfcc`: the `Cert` of Envoy's header, of the one element that `SANITIZE_SET` leaves.
   */
  format?: ForwardedFormat
}

const HEADER_NAME = /^[!#$%&'*+\-.^`|~\w]+$/

/**
 * Makes a `certificate` option for servers behind a proxy that ends TLS and forwards the client's
 * certificate in a header (RFC 9440, RFC 8705 §6.5). Throws a ConfigError.
 *
 * The header counts only where the connection itself comes from a named proxy, whatever the framework
 * trusts, and the proxy has to remove the client's own. A second header, a second certificate and
 * whatever is not of the format are no certificate. Chain and dates are for the proxy to check.
 */
export function forwardedCertificate(options: ForwardedCertificateOptions): CertificateReader {
  assertObject('options', options)
  assertKnownNames('', options, ['trustedProxies', 'header', 'format'])
  const { format = 'rfc9440' } = options
  assertOneOf('format', format, ['rfc9440', 'pem', 'xfcc'])
  const { header = format === 'xfcc' ? 'x-forwarded-client-cert' : 'client-cert' } = options
  assertText('header', header)
  if (!HEADER_NAME.test(header)) throw new ConfigError('header', 'must be the name of a header')
  const proxies = trusted(options.trustedProxies)
  const name = header.toLowerCase()

  return function forwardedCertificate(request) {
    if (!comesFrom(proxies, request)) return undefined
    const line = onlyLine(request, name)
    return line === undefined ? undefined : readForwarded(format, line)
  }
}

function trusted(value: unknown): BlockList {
  const proxies = new BlockList()
  for (const one of textList('trustedProxies', value)) {
    const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(one) ?? []
    const version = isIP(address)
    const bits = version === 6 ? 128 : 32
    const length = prefix === undefined ? bits : Number(prefix)
    // A network of every address would be trust in anybody.
    if (version === 0 || length < 1 || length > bits) {
      throw new ConfigError('trustedProxies', 'must hold addresses, or networks as 10.0.0.0/8')
    }
    proxies.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4')
  }
  return proxies
}

/** The other end of the connection, and not what `X-Forwarded-For` makes of it. */
function comesFrom(proxies: BlockList, { socket }: TokenRequest): boolean {
  const address = socket?.remoteAddress
  const version = address === undefined ? 0 : isIP(address)
  if (address === undefined || version === 0) return false
  return proxies.check(address, version === 6 ? 'ipv6' : 'ipv4')
}

function onlyLine({ headers, headersDistinct }: TokenRequest, name: string): string | undefined {
  const value = headersDistinct?.[name] ?? headers[name]
  const lines = Array.isArray(value) ? value : [value]
  return lines.length === 1 ? lines[0] : undefined
}
