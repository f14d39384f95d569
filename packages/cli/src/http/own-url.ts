// As `new URL` would repair the rest, and what is fetched would not be what was written.
const URI_CHARACTERS = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * Reads a URL that documents may come from: `https:`, or `http:` on loopback, without a user name and
 * without a fragment. Gives what is wrong with it as the end of a sentence.
 */
export function readUrl(value: unknown): URL | string {
  if (typeof value !== 'string' || !URI_CHARACTERS.test(value) || !URL.canParse(value)) {
    return 'is no absolute URL'
  }
  const url = new URL(value)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'is not https:'
  if (!value.toLowerCase().startsWith(`${url.protocol}//`)) return 'is no absolute URL'
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return 'is not https: (http: is for loopback only)'
  }
  if (url.username !== '' || url.password !== '') return 'holds a user name or a password'
  if (value.includes('#')) return 'has a fragment (#…)'
  return url
}

/** Whether a host name, as `URL` spells it, is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** Names and addresses that lead to this machine, beside those that are plainly loopback. */
const HERE = [
  /(?:^|\.)localhost\.?$/,
  /^(?:0|127)(?:\.\d{1,3}){3}\.?$/,
  /^\[::\]$/,
  // IPv4 in IPv6: mapped, compatible, and 0.0.0.0.
  /^\[::(?:ffff:)?(?:7f[\da-f]{2}|0):[\da-f]{1,4}\]$/,
]

/** As {@link isLoopback}, for what is to be kept away: it knows the other spellings, too. */
export function isThisMachine(hostname: string): boolean {
  return isLoopback(hostname) || HERE.some((pattern) => pattern.test(hostname))
}
