import { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { CertificateReader, TokenRequest } from '@countersign/core'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { exchangeOf } from '../exchange.js'
import { isSubject } from './distinguished-name.js'

/** Finds the certificate that a client has proven to hold, and judges it. */
export class Certificates {
  readonly #read: CertificateReader

  constructor(read: CertificateReader) {
    this.#read = read
  }

  /** `undefined`: there is none, or it cannot be read. Throws where the reader does. */
  of(request: IncomingMessage): X509Certificate | undefined {
    const found = this.#read(tokenRequest(request))
    if (found === undefined || found instanceof X509Certificate) return found
    try {
      return new X509Certificate(found)
    } catch {
      return undefined
    }
  }

  /**
   * Whether somebody whom the TLS layer trusts has signed it. Where it came over another connection, and a
   * proxy has handed it on, checking that was for the proxy.
   */
  isAuthorized(ctx: KoaContextWithOIDC): boolean {
    const { request } = exchangeOf(ctx)
    const certificate = this.of(request)
    if (!certificate) return false
    const { authorized, getPeerX509Certificate } = request.socket as Partial<PeerSocket>
    const ofPeer = getPeerX509Certificate?.call(request.socket)
    if (!ofPeer?.raw.equals(certificate.raw)) return true
    return authorized === true
  }

  hasSubject(ctx: KoaContextWithOIDC, property: string, expected: string): boolean {
    if (property !== 'tls_client_auth_subject_dn') return false
    return isSubject(expected, this.of(exchangeOf(ctx).request)?.subject)
  }
}

/** What is asked of a `tls.TLSSocket`. */
interface PeerSocket {
  readonly authorized: boolean
  getPeerX509Certificate(): X509Certificate | undefined
}

function tokenRequest(request: IncomingMessage & Partial<Framed>): TokenRequest {
  const { method = '', url = '', originalUrl = url, headers, rawHeaders, socket } = request
  const secure = request.secure ?? 'encrypted' in socket
  return {
    method,
    url: originalUrl,
    headers,
    headersDistinct: request.headersDistinct,
    rawHeaders,
    secure,
    remoteAddress: socket.remoteAddress,
    socket,
    raw: request,
  }
}

/** What Express adds to a request. */
interface Framed {
  readonly originalUrl: string
  readonly secure: boolean
}
