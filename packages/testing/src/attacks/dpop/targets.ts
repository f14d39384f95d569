/** URLs of other requests, whatever is made of them. */
export function otherTargets(url: string): readonly string[] {
  const { protocol, hostname, host, origin, port, pathname } = new URL(url)
  const other = protocol === 'https:' ? 'http:' : 'https:'
  const withPort = (name: string): string => (port === '' ? name : `${name}:${port}`)
  const paths = [
    '/x',
    `${pathname}/`,
    pathname.toUpperCase(),
    `/${pathname}`,
    '/',
    '',
    `${pathname}r`,
    `${pathname}${pathname}`,
    `${pathname};a`,
    `${pathname}%20`,
    `${pathname}%2F`,
    `${pathname}/../x`,
  ]
  const hosts = [
    'other.example',
    `api.${host}`,
    withPort(`${hostname}.evil`),
    withPort(`${hostname}.`),
    `x${host}`,
    '127.0.0.1',
    `${hostname}:8443`,
    `${hostname}:${protocol === 'https:' ? 80 : 443}`,
  ]
  const schemes = [`${other}//${host}`, `${other}//${hostname}:443`, `wss://${host}`]
  const targets = [
    ...paths.map((path) => origin + path),
    ...hosts.map((name) => `${protocol}//${name}${pathname}`),
    ...schemes.map((start) => start + pathname),
    'https://as.example/token',
  ]
  const own = new URL(url).href
  return targets.filter((target) => !URL.canParse(target) || new URL(target).href !== own)
}

/** What is no URI, though a parser of URLs might make the URL of the request out of it. */
export function malformedTargets(url: string): readonly unknown[] {
  const { protocol, hostname, host, origin, pathname } = new URL(url)
  const rest = pathname.slice(1)
  const at = (name: string): string => `${protocol}//${name}${pathname}`
  const backslashes = pathname.replaceAll('/', '\\')
  const odd = ['\t', '\n', '\r', ' ', '\0', '\u{a0}', '\u{feff}', '%', '%7', '%zz', '^', '|']
  return [
    [url],
    [[url]],
    {},
    { href: url },
    null,
    1,
    true,
    pathname,
    rest,
    '',
    `//${host}${pathname}`,
    `${host}${pathname}`,
    'about:blank',
    `${protocol}//`,
    `${protocol}//${pathname}`,
    `${protocol}${host}${pathname}`,
    `${protocol}/${host}${pathname}`,
    `${protocol}///${host}${pathname}`,
    `${protocol}\\\\${host}${backslashes}`,
    `${origin}${backslashes}`,
    `${protocol}/\\${host}${pathname}`,
    ...odd.flatMap((character) => [`${origin}/${character}${rest}`, `${url}${character}`]),
    ` ${url}`,
    `\t${url}`,
    url.replace('tt', 't\nt'),
    ...['u:p@', 'u@', '@', ':@', `${host}@`, 'evil.example@'].map((user) => at(user + host)),
    ...[
      host.replace('.', '%2e'),
      `%${host.charCodeAt(0).toString(16)}${host.slice(1)}`,
      host.replace('.', '\u{3002}'),
      String.fromCharCode(host.charCodeAt(0) + 0xfee0) + host.slice(1),
      `${host.slice(0, 1)}\t${host.slice(1)}`,
    ].map(at),
    ...['443x', '-443', '00000443', '443:443'].map((port) => at(`${hostname}:${port}`)),
    `${url}\u{e9}`,
    `${url}?\u{e9}`,
    `${url}#a b`,
    `javascript://${host}${pathname}`,
  ].filter((target) => target !== url)
}
