import { parseTrustedUrl } from '../config/identifiers.js'
import { normalizedRequestPath, normalizedTarget } from './target-url.js'

/** Whether a proof's `htu` names what a request asks for. */
export type TargetMatcher = (htu: string, requestTarget: string) => boolean

/**
 * The origins of this API, each with its base path, out of `publicUrl`, or else out of the audiences
 * that are URLs. None: nobody can tell what a proof has to name.
 */
export function publicUrls(
  publicUrl: string | undefined,
  audiences: readonly string[],
): readonly string[] {
  if (publicUrl !== undefined) {
    const { origin, pathname } = new URL(publicUrl)
    return [origin + pathname.replace(/\/+$/, '')]
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
    const path = normalizedRequestPath(requestTarget)
    if (path === undefined) return false
    // Almost always: the very text, with nothing in it to normalise.
    if (!/[%.]/.test(path) && urls.some((url) => htu === url + path)) return true
    const target = normalizedTarget(htu)
    return target !== undefined && urls.some((url) => target === url + path)
  }
}
