import { isIP } from 'node:net'
import type { Endpoint } from '../endpoint.js'

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i

/** The name to send as SNI. An address never is one (RFC 6066 §3), nor what is no name of the DNS. */
export function serverNameOf({
  servername,
  host,
}: Pick<Endpoint, 'servername' | 'host'>): string | undefined {
  const name = (servername ?? host).replace(/\.$/, '')
  const isName = name.length <= 253 && name.split('.').every((label) => LABEL.test(label))
  return isName && isIP(name) === 0 ? name : undefined
}
