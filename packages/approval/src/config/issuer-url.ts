import { isIP } from 'node:net'
import { ConfigError } from '@countersign/core'

/** Parts of an issuer identifier. */
export interface IssuerParts {
  readonly origin: string
  /** Without a slash at its end. */
  readonly basePath: string
  readonly rpId: string
}

/** Takes an issuer apart. Throws a ConfigError for one that clients or passkeys would not take. */
export function issuerParts(issuer: unknown): IssuerParts {
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) throw wrong('must be a URL')
  const url = new URL(issuer)
  const { origin, pathname, hostname, protocol } = url
  const isLocal = protocol === 'http:' && hostname === 'localhost'
  if (protocol !== 'https:' && !isLocal) throw wrong('must be an https URL, or http://localhost')
  // A passkey belongs to a name.
  if (isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0) throw wrong('must have a name for its host')
  const path = pathname === '/' ? '' : pathname
  // Byte for byte: others compare it as text, and so does whoever routes by it.
  if (issuer !== `${origin}${path}` && !(path === '' && issuer === `${origin}/`)) {
    throw wrong('must be in its plain form, without credentials, query and fragment')
  }
  if (path.endsWith('/')) throw wrong('must not end with a slash behind its path')
  return { origin, basePath: path, rpId: hostname }
}

function wrong(what: string): ConfigError {
  return new ConfigError('issuer', what)
}
