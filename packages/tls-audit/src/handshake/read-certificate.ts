import type { KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { CertificateFindings } from './handshakes.js'

const MAX_NAMES = 100
const MAX_CHAIN = 20
const MAX_NAME_LENGTH = 500

/** Bits of the named curves that certificates have. */
const CURVES: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp384r1: 384,
  secp521r1: 521,
  brainpoolP256r1: 256,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
  secp256k1: 256,
}

/** Keys of a size that is in their name. */
const SIZES: Readonly<Record<string, number>> = { ed25519: 256, ed448: 456 }

/**
 * Reads the certificate that a server showed, for the name that was asked for, at a time in milliseconds;
 * `undefined` where it showed none, or none that can be read.
 */
export function readCertificate(
  socket: TLSSocket,
  name: string,
  now: number,
): CertificateFindings | undefined {
  try {
    // Once: on some versions of Node each call takes one off the chain.
    const certificate = socket.getPeerX509Certificate()
    if (!certificate) return undefined
    const chain = chainOf(certificate)
    return {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      names: namesIn(certificate.subjectAltName ?? ''),
      validFrom: new Date(certificate.validFrom),
      validTo: new Date(certificate.validTo),
      ...keyOf(certificate),
      chainLength: chain.length,
      chainError: dateError(chain, now) ?? chainErrorOf(socket),
      nameMatches: isOf(certificate, name),
    }
  } catch {
    return undefined
  }
}

/** As the server sent it, its own certificate first. */
function chainOf(certificate: X509Certificate): readonly X509Certificate[] {
  const chain = [certificate]
  let next = certificate.issuerCertificate
  while (next && chain.length < MAX_CHAIN) {
    chain.push(next)
    next = next.issuerCertificate
  }
  return chain
}

/** By the clock that was given, in Node's words. */
function dateError(chain: readonly X509Certificate[], now: number): string | undefined {
  // A date that cannot be read is no good one either.
  const isPast = chain.every(({ validFrom }) => Date.parse(validFrom) <= now)
  const isToCome = chain.every(({ validTo }) => Date.parse(validTo) >= now)
  if (!isToCome) return 'CERT_HAS_EXPIRED'
  return isPast ? undefined : 'CERT_NOT_YET_VALID'
}

/** What `node:tls` says is a code, whatever its types say. */
function chainErrorOf({ authorized, authorizationError }: TLSSocket): string | undefined {
  if (authorized) return undefined
  return String(authorizationError ?? 'UNABLE_TO_VERIFY').slice(0, MAX_NAME_LENGTH)
}

/** RFC 9525 §6: never by the common name, and a wildcard is a whole label. */
function isOf(certificate: X509Certificate, name: string): boolean {
  if (isIP(name)) return certificate.checkIP(name) !== undefined
  const options = { subject: 'never', partialWildcards: false } as const
  return certificate.checkHost(name, options) !== undefined
}

function keyOf(certificate: X509Certificate): { keyType: string; keyBits: number | undefined } {
  let key: KeyObject
  try {
    key = certificate.publicKey
  } catch {
    return { keyType: 'unknown', keyBits: undefined }
  }
  const { asymmetricKeyType: keyType = 'unknown', asymmetricKeyDetails: details } = key
  const keyBits = details?.modulusLength ?? CURVES[details?.namedCurve ?? ''] ?? SIZES[keyType]
  return { keyType, keyBits }
}

/** `CN=a, O=b`: Node puts each on a line. */
function oneLine(name: string | undefined): string {
  return (name ?? '').replaceAll('\n', ', ').slice(0, MAX_NAME_LENGTH)
}

/** Of `DNS:a, IP Address:b`: names and addresses. Node quotes those that hold a comma, which no host name does. */
function namesIn(subjectAltName: string): readonly string[] {
  const quoted = /"(?:[^"\\]|\\.)*"/g
  return subjectAltName
    .replaceAll(quoted, '')
    .split(', ')
    .map((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1])
    .filter((name) => name !== undefined)
    .slice(0, MAX_NAMES)
}
