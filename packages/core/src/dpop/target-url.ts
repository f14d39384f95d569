// RFC 3986 §3, for `http` and `https`, without user information. `URL` is no judge here: it repairs
// backslashes, tabs and percent-encoded hosts, and takes what lacks the slashes. In paths, though,
// `|`, `^` and brackets are taken as they are: browsers send them so.
const HTTP_URL =
  /^(https?):\/\/(\[[\da-f:.]+\]|[\w\-.~!$&'()*+,;=]+)(?::(\d{0,5}))?((?:\/(?:[\w\-.~!$&'()*+,;=:@/|^[\]]|%[\da-f]{2})*)?)(?:[?#][\x21\x23-\x5b\x5d-\x7e]*)?$/i

// RFC 9112 §3.2.2, where every router cuts it at the same place. They have rules of their own for what
// is odd: `http://x?y/z` is `/z` to one, and `http://a:b/x` is `/:b/x` to others.
const ABSOLUTE_FORM = /^https?:\/\/(?:[a-zA-Z\d][\w.-]*|\[[\da-fA-F:.]+\])(?::\d{1,5})?(?=\/|$)/

const PATH = /^\/(?:[\w\-.~!$&'()*+,;=:@/|^[\]]|%[\da-f]{2})*$/i

// Nothing in it to normalise.
const PLAIN_PATH = /^\/[\w\-~!$&'()*+,;=:@/|^[\]]*$/

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' }

/**
 * The `htu` of a proof without query and fragment, normalised by syntax and scheme (RFC 9449 §4.3,
 * RFC 3986 §6.2.2, §6.2.3); `undefined` unless it is an absolute http(s) URI.
 */
export function normalizedTarget(htu: string): string | undefined {
  const [, scheme, host, port = '', path = ''] = HTTP_URL.exec(htu) ?? []
  if (scheme === undefined || host === undefined) return undefined
  const name = normalizedHost(host)
  if (name === undefined) return undefined
  const lower = scheme.toLowerCase()
  const shownPort = port === '' || port === DEFAULT_PORTS[lower] ? '' : `:${port}`
  return `${lower}://${name}${shownPort}${withoutDotSegments(normalizedPath(path || '/'))}`
}

/** The path of a request-target, where it has nothing to normalise: no dot, and nothing encoded. */
export function plainPath(target: string): string | undefined {
  const query = target.indexOf('?')
  const path = query < 0 ? target : target.slice(0, query)
  return PLAIN_PATH.test(path) ? path : undefined
}

/**
 * The path of a request-target as the client sent it, normalised; `undefined` where it has none.
 *
 * Dot segments stay: a framework would route by them, so a proof for another path must not fit.
 * Scheme and authority of an absolute-form target are the client's choice, and are dropped.
 */
export function normalizedRequestPath(target: string): string | undefined {
  const origin = ABSOLUTE_FORM.exec(target)?.[0] ?? ''
  if (origin !== '' && origin === target) return '/'
  const [path = ''] = target.slice(origin.length).split(/[?#]/, 1)
  return PATH.test(path) ? normalizedPath(path) : undefined
}

/** IPv6 addresses have many spellings, and `URL` knows the one of RFC 5952. */
function normalizedHost(host: string): string | undefined {
  const lower = host.toLowerCase()
  if (!lower.startsWith('[')) return lower
  return URL.canParse(`http://${lower}`) ? new URL(`http://${lower}`).hostname : undefined
}

/** Decodes what need not be encoded, and writes the rest in capitals (RFC 3986 §6.2.2.1, §6.2.2.2). */
function normalizedPath(path: string): string {
  if (!path.includes('%')) return path
  return path.replaceAll(/%([\da-f]{2})/gi, (encoded, digits: string) => {
    const character = String.fromCodePoint(Number.parseInt(digits, 16))
    return /[\w\-.~]/.test(character) ? character : encoded.toUpperCase()
  })
}

/** RFC 3986 §5.2.4, for a path that begins with a slash. */
function withoutDotSegments(path: string): string {
  if (!path.includes('/.')) return path
  const kept: string[] = []
  const segments = path.slice(1).split('/')
  for (const [index, segment] of segments.entries()) {
    const isDot = segment === '.' || segment === '..'
    if (segment === '..') kept.pop()
    if (!isDot) kept.push(segment)
    // What a final dot leaves behind is a folder: it keeps its slash.
    else if (index === segments.length - 1) kept.push('')
  }
  return `/${kept.join('/')}`
}
