import { constants, createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext, type ConnectionOptions } from 'node:tls'
import type { Endpoint } from '../endpoint.js'
import { serverNameOf } from '../hello/server-name.js'

/** Those that `node:tls` can speak, oldest first. */
export const SPOKEN_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

export type SpokenVersion = (typeof SPOKEN_VERSIONS)[number]

/**
 * What every handshake with an endpoint has in common.
 *
 * @throws TypeError for a client certificate, key or `ca` that cannot be used.
 */
export function settingsOf(endpoint: Endpoint): ConnectionOptions {
  const { client, ca } = endpoint
  const servername = serverNameOf(endpoint)
  const trusted = typeof ca === 'string' ? [ca] : ca
  const settings = {
    ...(client && { cert: client.cert, key: client.key }),
    ...(trusted && { ca: [...trusted] }),
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  }
  try {
    // Node passes over what is no certificate, and over a key of another kind than that of its certificate.
    trusted?.forEach((one) => new X509Certificate(one))
    if (client && !isPair(client)) throw new TypeError('the key is of another certificate')
    createSecureContext(settings)
  } catch (cause) {
    throw new TypeError('the client certificate, its key or the ca of a target cannot be used', {
      cause,
    })
  }
  return {
    ...settings,
    ...(servername !== undefined && { servername }),
    // What is wrong with a certificate is told, not thrown; and whatever the environment says.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  }
}

/** For one version alone, with every suite of it that this OpenSSL has, however weak. */
export function onlyVersion(version: SpokenVersion): ConnectionOptions {
  const range = { minVersion: version, maxVersion: version }
  if (version === 'TLSv1.3') return range
  const secureOptions = constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_LEGACY_SERVER_CONNECT
  return { ...range, ciphers: 'ALL:@SECLEVEL=0', minDHSize: 1, secureOptions }
}

export function isTlsVersion(name: string | null): name is SpokenVersion {
  return SPOKEN_VERSIONS.some((version) => version === name)
}

function isPair({ cert, key }: { readonly cert: string; readonly key: string }): boolean {
  return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
}
