import { X509Certificate } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import {
  assertKnownNames,
  assertObject,
  assertOneOf,
  assertText,
  textList,
} from '../config/assert.js'
import { headerLines } from '../credentials/header-lines.js'
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
    const der = line === undefined ? undefined : readForwarded(format, line)
    return der && onlyCertificate(der)
  }
}

/** The certificate that these bytes are, and not one that is among them, or in PEM. */
function onlyCertificate(der: Buffer): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(der)
    return certificate.raw.equals(der) ? certificate : undefined
  } catch {
    return undefined
  }
}

function trusted(value: unknown): BlockList {
  const proxies = new BlockList()
  for (const one of textList('trustedProxies', value)) {
    // Without a zone (`%eth0`): it would be passed over, and the address trusted on every link.
    const [, address = '', prefix] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(one) ?? []
    const version = isIP(address)
    const bits = version === 6 ? 128 : 32
    const length = prefix === undefined ? bits : Number(prefix)
    if (version === 0 || length > bits || isEverybody(address, length)) {
      throw new ConfigError('trustedProxies', 'must hold addresses, or networks as 10.0.0.0/8')
    }
    proxies.addSubnet(address, length, familyOf(version))
  }
  return proxies
}

/** A network of every address, or of every IPv4 address as `::/1` is, would be trust in anybody. */
function isEverybody(address: string, length: number): boolean {
  if (length === 0) return true
  const network = new BlockList()
  network.addSubnet(address, length, familyOf(isIP(address)))
  return network.check('0.0.0.0') && network.check('255.255.255.255')
}

function familyOf(version: number): 'ipv4' | 'ipv6' {
  return version === 6 ? 'ipv6' : 'ipv4'
}

/** The other end of the connection, and not what `X-Forwarded-For` makes of it. */
function comesFrom(proxies: BlockList, { socket }: TokenRequest): boolean {
  const address = socket?.remoteAddress
  const version = address === undefined ? 0 : isIP(address)
  if (address === undefined || version === 0) return false
  return proxies.check(address, familyOf(version))
}

function onlyLine(request: TokenRequest, name: string): string | undefined {
  const lines = headerLines(request, name)
  return lines.length === 1 ? lines[0] : undefined
}
