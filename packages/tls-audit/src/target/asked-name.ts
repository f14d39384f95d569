import type { Endpoint } from '../endpoint.js'

/** The name or address that was asked for, and that a certificate has to be of. */
export function askedName({ host, servername }: Pick<Endpoint, 'host' | 'servername'>): string {
  // An IPv6 address of one link: the link is of this machine, and in no certificate.
  return servername ?? host.replace(/%.*$/, '')
}
