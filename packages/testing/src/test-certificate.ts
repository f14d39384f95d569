import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { generateSigningKey } from '@countersign/issuer'
import { createCertificate, toPem } from './x509/certificate.js'

/** What {@link createTestCertificate} lets you choose. */
export interface TestCertificateOptions {
  /** Default `test`. */
  readonly commonName?: string
  /** The private key, EC, RSA or Ed25519: given again, it makes a renewed certificate. Default: a new one. */
  readonly key?: KeyObject
  /** Default: from 2020 to 2049. */
  readonly notBefore?: Date
  readonly notAfter?: Date
}

/** A self-signed certificate, and its private key. */
export interface TestCertificate {
  /** PEM, for `cert` of node:tls. */
  readonly certificate: string
  /** PEM, for `key` of node:tls. */
  readonly privateKey: string
  readonly key: KeyObject
  readonly der: Buffer
  /** SHA-256 of the DER: the `cnf` member `x5t#S256` of a token that is bound to it (RFC 8705 §3.1). */
  readonly thumbprint: string
}

/** The names of this machine: the certificate does for a server, too. */
const HOSTS = [
  'localhost',
  Buffer.from([127, 0, 0, 1]),
  Buffer.concat([Buffer.alloc(15), Buffer.from([1])]),
]

/** Makes a self-signed certificate for a client, or for a server on loopback. */
export async function createTestCertificate(
  options: TestCertificateOptions = {},
): Promise<TestCertificate> {
  const { commonName = 'test', notBefore, notAfter } = options
  const key = options.key ?? (await generateSigningKey('ES256')).privateKey
  const der = createCertificate({
    subject: commonName,
    issuer: commonName,
    publicKey: createPublicKey(key),
    issuerKey: key,
    hosts: HOSTS,
    ...(notBefore && { notBefore }),
    ...(notAfter && { notAfter }),
  })
  return {
    certificate: toPem(der),
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    key,
    der,
    thumbprint: createHash('sha256').update(der).digest('base64url'),
  }
}
