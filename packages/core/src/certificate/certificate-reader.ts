import type { X509Certificate } from 'node:crypto'
import type { TokenRequest } from '../token-request.js'

/**
 * Finds the certificate that the client has proven to hold, as DER (or PEM) or parsed; `undefined`
 * where there is none. `tlsCertificate()` and `forwardedCertificate()` make the usual ones.
 */
export type CertificateReader = (request: TokenRequest) => Buffer | X509Certificate | undefined
