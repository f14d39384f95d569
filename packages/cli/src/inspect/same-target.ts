/**
 * Whether a URL may be that of a request, by its path and host as far as they are known. Spellings that
 * RFC 3986 §6.2 calls the same are the same: `%7E`, a default port, capitals of a host.
 */
export function isSameTarget(
  url: URL,
  { path, host }: { readonly path: string | undefined; readonly host: string | undefined },
): boolean {
  const { protocol } = url
  const isSameHost = host === undefined || normalHost(protocol, host) === url.host
  const isSamePath =
    path?.startsWith('/') !== true || normalPath(path) === normalEscapes(url.pathname)
  return isSameHost && isSamePath
}

function normalHost(protocol: string, host: string): string {
  const text = `${protocol}//${host}`
  return URL.canParse(text) ? new URL(text).host : host
}

function normalPath(path: string): string {
  const text = `https://rs.invalid${path}`
  return normalEscapes(URL.canParse(text) ? new URL(text).pathname : path)
}

/** RFC 3986 §6.2.2: what needs no escape has none, and the others are in capitals. */
function normalEscapes(path: string): string {
  return path.replaceAll(/%[\da-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
    return /[\w\-.~]/.test(character) ? character : escape.toUpperCase()
  })
}
