import type { Route } from './routes.js'

/** A request that is only to be written, with the headers that a client of an API sends. */
export function requestFor(
  { path }: Pick<Route, 'path'>,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const all = {
    host: 'api.example.com',
    'user-agent': 'orders-app/2.4 (linux; x64)',
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate, br',
    'accept-language': 'en',
    ...headers,
  }
  const fields = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${fields.join('')}\r\n`, 'latin1')
}
