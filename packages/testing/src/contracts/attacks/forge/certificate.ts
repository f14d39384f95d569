import { type KeyObject, sign } from 'node:crypto'
import { bitString, element, integer, objectIdentifier, sequence, utf8String } from './der.js'

/** Who is named in a certificate, and by which key it is signed. */
export interface CertificateOptions {
  subject: string
  publicKey: KeyObject
  issuer: string
  issuerKey: KeyObject
}

/** An X.509 certificate in DER, signed by an EC, RSA or Ed25519 key. */
export function createCertificate(options: CertificateOptions): Buffer {
  const { publicKey, issuerKey } = options
  const algorithm = signatureAlgorithm(issuerKey)
  const certified = sequence(
    integer(Buffer.from([1])),
    algorithm,
    name(options.issuer),
    sequence(utcTime('200101000000Z'), utcTime('490101000000Z')),
    name(options.subject),
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const hash = issuerKey.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return sequence(certified, algorithm, bitString(sign(hash, certified, issuerKey)))
}

/** DER as PEM. */
export function toPem(der: Uint8Array, label = 'CERTIFICATE'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

// RFC 4055 §5, RFC 5758 §3.2, RFC 8410 §3.
const SIGNATURE_ALGORITHMS: Readonly<Record<string, Buffer>> = {
  rsa: sequence(objectIdentifier('1.2.840.113549.1.1.11'), element(0x05)),
  ec: sequence(objectIdentifier('1.2.840.10045.4.3.2')),
  ed25519: sequence(objectIdentifier('1.3.101.112')),
}

function signatureAlgorithm({ asymmetricKeyType }: KeyObject): Buffer {
  const algorithm = SIGNATURE_ALGORITHMS[String(asymmetricKeyType)]
  if (!algorithm) throw new TypeError(`no certificates by ${asymmetricKeyType} keys here`)
  return algorithm
}

function name(commonName: string): Buffer {
  return sequence(element(0x31, sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))))
}

function utcTime(text: string): Buffer {
  return element(0x17, Buffer.from(text))
}
