import { parseTrustedUrl } from '../config/identifiers.js'
import { ConfigError } from '../errors.js'
import { normalizedRequestPath, normalizedTarget, plainPath } from './target-url.js'

/** Whether a proof's `htu` names what a request asks for. */
export type TargetMatcher = (htu: string, requestTarget: string) => boolean

/**
 * The origins of this API, each with its base path, out of `publicUrl`, or else out of the audiences
 * that are URLs. None: nobody can tell what a proof has to name. Throws ConfigError.
 */
export function publicUrls(
  publicUrl: string | undefined,
  audiences: readonly string[],
): readonly string[] {
  if (publicUrl !== undefined) {
    const { origin, pathname } = new URL(publicUrl)
    const base = normalizedTarget(origin + pathname)
    if (base === undefined) throw new ConfigError('publicUrl', 'has a path that no proof can name')
    return [base.replace(/\/+$/, '')]
  }
  const urls = audiences.map((one) => parseTrustedUrl(one)).filter((url) => url instanceof URL)
  return [...new Set(urls.map(({ origin }) => origin))]
}

/**
 * Makes the comparison of RFC 9449 §4.3 #9. Never with a host that the request names: the `Host`
 * field, a forwarded one and an absolute-form target are all chosen by whoever sends them.
 */
export function targetMatcher(urls: readonly string[]): TargetMatcher {
  return function namesTarget(htu, requestTarget) {
    const plain = plainPath(requestTarget)
    // Almost always: the very text.
    if (plain !== undefined && urls.some((url) => htu === url + plain)) return true
    const path = normalizedRequestPath(requestTarget)
    if (path === undefined) return false
    const target = normalizedTarget(htu)
    return target !== undefined && urls.some((url) => target === url + path)
  }
}
