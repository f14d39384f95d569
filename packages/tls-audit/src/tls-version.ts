/** Oldest first. */
export const TLS_VERSIONS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

/** As `node:tls` spells them. */
export type TlsVersion = (typeof TLS_VERSIONS)[number]
