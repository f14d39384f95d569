import { type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  bitString,
  element,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  utf8String,
} from './der.js'

/** Who is named in a certificate, and by which key it is signed. */
export interface CertificateOptions {
  readonly subject: string
  readonly publicKey: KeyObject
  readonly issuer: string
  readonly issuerKey: KeyObject
  /** Default: from 2020 to 2049. */
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** Names and addresses of a server, default none. */
  readonly hosts?: readonly (string | Buffer)[]
}

/** An X.509 certificate in DER, signed by an EC, RSA or Ed25519 key. */
export function createCertificate(options: CertificateOptions): Buffer {
  const { publicKey, issuerKey } = options
  const algorithm = signatureAlgorithm(issuerKey)
  const { notBefore = new Date('2020-01-01'), notAfter = new Date('2049-01-01') } = options
  const certified = sequence(
    // Version 3: that of certificates with extensions.
    element(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name(options.issuer),
    sequence(time(notBefore), time(notAfter)),
    name(options.subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...extensions(options.hosts ?? []),
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

/** RFC 5280 §4.1.2.5: UTCTime for the years 1950 to 2049, GeneralizedTime for the others. */
function time(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-T:]|\.\d+/g, '')
  const year = date.getUTCFullYear()
  const short = year >= 1950 && year < 2050
  return short ? element(0x17, Buffer.from(text.slice(2))) : element(0x18, Buffer.from(text))
}

/** RFC 5280 §4.2.1.6: the names that a client compares with the host that it called. */
function extensions(hosts: readonly (string | Buffer)[]): readonly Buffer[] {
  if (hosts.length === 0) return []
  const names = hosts.map((host) =>
    typeof host === 'string' ? element(0x82, Buffer.from(host)) : element(0x87, host),
  )
  const alternativeNames = sequence(objectIdentifier('2.5.29.17'), octetString(sequence(...names)))
  return [element(0xa3, sequence(alternativeNames))]
}
