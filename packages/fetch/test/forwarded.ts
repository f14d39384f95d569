import type { Connection } from '../src/index.js'

/** What an application behind a proxy may believe: the headers that this proxy overwrites. */
export function forwarded({ url, headers }: Request): Connection {
  const [scheme = 'http', host = new URL(url).host, client] = ['proto', 'host', 'for'].map((name) =>
    headers.get(`x-forwarded-${name}`)?.split(',', 1)[0]?.trim(),
  )
  return { secure: scheme === 'https', origin: `${scheme}://${host}`, remoteAddress: client }
}
