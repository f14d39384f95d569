const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Plain http, where nobody else can listen. */
function isLoopbackHttp(url: URL): boolean {
  return url.protocol === 'http:' && LOOPBACK.test(url.hostname)
}

/**
 * An address to which nothing is sent that others can read: https, or http on loopback. Without credentials;
 * `undefined` for any other.
 */
export function safeUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined
  // What the parser would drop, or turn around.
  if (/[\s\\\p{Cc}]/u.test(text)) return undefined
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return undefined
  return url.protocol === 'https:' || isLoopbackHttp(url) ? url : undefined
}
