import { hash, X509Certificate } from 'node:crypto'
import { DependencyError } from '../errors.js'
import type { TokenRequest } from '../token-request.js'
import type { CertificateReader } from './certificate-reader.js'

/**
 * SHA-256 of the DER of the client's certificate, base64url (RFC 8705 §3.1); `undefined`: there is
 * none, or what there is cannot be read. Throws a DependencyError where the reader itself fails.
 */
export function certificateThumbprint(
  read: CertificateReader,
  request: TokenRequest,
): string | undefined {
  const certificate = parsed(found(read, request))
  return certificate && hash('sha256', certificate.raw, 'base64url')
}

function found(read: CertificateReader, request: TokenRequest): unknown {
  try {
    return read(request)
  } catch (cause) {
    throw new DependencyError('The client certificate cannot be looked up', { cause })
  }
}

function parsed(found: unknown): X509Certificate | undefined {
  if (found === undefined || found === null || found instanceof X509Certificate)
    return found ?? undefined
  if (!(found instanceof Uint8Array)) {
    throw new DependencyError('The "certificate" option gave neither a Buffer nor a certificate')
  }
  try {
    return new X509Certificate(found)
  } catch {
    return undefined
  }
}
