import { createTestCertificate, type TestCertificate } from '../../index.js'
import { oncePerWorld } from '../attacks/once-per-world.js'
import type { CoreUnderTest } from '../core-under-test.js'
import type { ServerSetup, World } from '../world.js'
import { keyPair } from '../../key-pair.js'

/** Certificates of clients, all of them self-signed. */
export interface Certificates {
  readonly client: TestCertificate
  readonly other: TestCertificate
  /** Of the client as well, for the same key. */
  readonly renewed: TestCertificate
  readonly rsa: TestCertificate
  readonly ed25519: TestCertificate
  readonly expired: TestCertificate
}

export const certificates: (world: World) => Promise<Certificates> = oncePerWorld(async () => {
  const client = await createTestCertificate({ commonName: 'client' })
  const rsa = keyPair('rsa', { modulusLength: 2048 }).privateKey
  const ed25519 = keyPair('ed25519').privateKey
  return {
    client,
    other: await createTestCertificate({ commonName: 'client' }),
    renewed: await createTestCertificate({ commonName: 'client', key: client.key }),
    rsa: await createTestCertificate({ key: rsa }),
    ed25519: await createTestCertificate({ key: ed25519 }),
    expired: await createTestCertificate({ notAfter: new Date('2021-01-01') }),
  }
})

/** Ends TLS itself, and asks clients for certificates. */
export const overTls: ServerSetup = {
  key: 'mtls',
  tls: true,
  options: ({ core }) => ({ certificate: core.tlsCertificate() }),
}

/** A good token that is bound to a certificate. */
export function boundTo(
  { idp }: World,
  { thumbprint }: TestCertificate,
  claims: object = {},
): Promise<string> {
  return idp.token({ cnf: { 'x5t#S256': thumbprint }, ...claims })
}

/** A server behind a proxy that forwards certificates, by default one on this machine. */
export function behindProxy(options: object = {}, setup: Partial<ServerSetup> = {}): ServerSetup {
  const given = { trustedProxies: ['127.0.0.1'], ...options }
  const certificate = (core: CoreUnderTest): object => core.forwardedCertificate(given)
  return {
    key: `mtls+proxy ${JSON.stringify([given, setup.trustProxy ?? false])}`,
    options: ({ core }) => ({ certificate: certificate(core) }),
    ...setup,
  }
}

type Line = readonly [name: string, value: string]

/** A certificate as each kind of proxy writes it, under the usual name of the header. */
export const forwarded = {
  rfc9440: ({ der }: TestCertificate): Line => ['Client-Cert', `:${der.toString('base64')}:`],
  pem: ({ certificate }: TestCertificate): Line => ['Client-Cert', encodeURIComponent(certificate)],
  xfcc: ({ certificate }: TestCertificate): Line => [
    'X-Forwarded-Client-Cert',
    `Subject="CN=client";Cert="${encodeURIComponent(certificate)}"`,
  ],
} as const
