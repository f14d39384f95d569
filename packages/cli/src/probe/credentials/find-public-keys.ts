import { ProbeError } from '../probe-error.js'
import type { ProbeOptions } from '../probe-options.js'
import { isLoopback } from '../target/loopback.js'
import { fetchJson, type FetchOptions } from './fetch-json.js'

export interface PublicKeys {
  readonly jwks: { readonly keys: readonly unknown[] } | undefined
  /** Why there are none, as a sentence. */
  readonly problem: string | undefined
}

const NOT_ASKED =
  'No public keys are known: the issuer is not on this machine, and is not asked unless a key set is named.'

/**
 * The keys that the server takes tokens by: those the caller gave, those at the address the caller named, or those
 * that the metadata of an issuer on loopback leads to (RFC 8414 §3). A token alone sends nobody anywhere else.
 *
 * @throws ProbeError if the caller named a key set, and there is none.
 */
export async function findPublicKeys(
  given: ProbeOptions['jwks'],
  issuer: string,
  how: Omit<FetchOptions, 'loopbackOnly'>,
): Promise<PublicKeys> {
  if (typeof given === 'object' && 'keys' in given) return { jwks: given, problem: undefined }
  if (given !== undefined) {
    const jwks = keySet(await fetchJson(given, { ...how, loopbackOnly: false }))
    if (jwks === undefined) {
      throw new ProbeError('unusable_credentials', 'There is no key set at the address of "jwks"')
    }
    return { jwks, problem: undefined }
  }
  if (!isLocal(issuer)) return { jwks: undefined, problem: NOT_ASKED }
  for (const url of metadataUrls(new URL(issuer))) {
    const metadata = await fetchJson(url, { ...how, loopbackOnly: true })
    const jwksUri = metadata?.['jwks_uri']
    if (typeof jwksUri !== 'string') continue
    const jwks = keySet(await fetchJson(jwksUri, { ...how, loopbackOnly: true }))
    if (jwks !== undefined) return { jwks, problem: undefined }
  }
  return { jwks: undefined, problem: 'No public keys are known: the issuer publishes none.' }
}

function metadataUrls({ origin, pathname }: URL): readonly string[] {
  const path = pathname === '/' ? '' : pathname
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ]
}

/** By its text alone: a name could have other addresses the next time. */
function isLocal(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false
  const { protocol, hostname } = new URL(issuer)
  const host = hostname.replace(/^\[|\]$/g, '')
  return /^https?:$/.test(protocol) && (host === 'localhost' || isLoopback(host))
}

function keySet(
  document: Readonly<Record<string, unknown>> | undefined,
): { keys: readonly unknown[] } | undefined {
  const keys = document?.['keys']
  return Array.isArray(keys) && keys.length <= 100 ? { keys } : undefined
}
