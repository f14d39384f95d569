import type { X509Certificate } from 'node:crypto'
import type { CertificateReader } from './certificate-reader.js'

interface TlsSocket {
  getPeerX509Certificate(): X509Certificate | undefined
}

/**
 * Makes a `certificate` option for servers that end TLS themselves.
 *
 * The server has to ask for certificates: `requestCert: true`, and `rejectUnauthorized: false` where
 * self-signed ones are welcome (RFC 8705 §6.2), because the thumbprint in the token is what vouches
 * for them. The chain and the dates are not checked here.
 */
export function tlsCertificate(): CertificateReader {
  return function tlsCertificate({ socket }) {
    return isTls(socket) ? socket.getPeerX509Certificate() : undefined
  }
}

function isTls(socket: unknown): socket is TlsSocket {
  const { getPeerX509Certificate } = Object(socket) as Partial<TlsSocket>
  return typeof getPeerX509Certificate === 'function'
}
