import type { IncomingMessage, ServerResponse } from 'node:http'
import { isSafe } from './own-origin.js'
import type { PageFile } from './page-files.js'

/** Answers with a file, or with 304 to who has it already. */
export function sendFile(
  req: IncomingMessage,
  res: ServerResponse,
  { type, bytes, etag }: PageFile,
  headers: Readonly<Record<string, string>>,
): void {
  if (!isSafe(req.method)) {
    sendPlain(req, res, 405, { ...headers, Allow: 'GET, HEAD' })
    return
  }
  const isKnown = (req.headers['if-none-match'] ?? '')
    .split(',')
    .some((tag) => tag.trim().replace(/^W\//, '') === etag)
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  res.setHeader('ETag', etag)
  if (isKnown) {
    res.writeHead(304).end()
    return
  }
  res.setHeader('Content-Type', type)
  res.setHeader('Content-Length', bytes.byteLength)
  res.writeHead(200).end(req.method === 'HEAD' ? undefined : bytes)
}

/** Answers with a status, in words for people. */
export function sendPlain(
  req: IncomingMessage,
  res: ServerResponse,
  status: 301 | 401 | 404 | 405 | 503,
  headers: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  // The rest of a body that nobody reads would be taken for the next request.
  if (!req.complete && req.httpVersionMajor === 1) res.setHeader('Connection', 'close')
  res.setHeader('Content-Type', 'text/plain; charset=utf-8')
  res.setHeader('Cache-Control', 'no-store')
  res.writeHead(status).end(req.method === 'HEAD' ? undefined : `${status}\n`)
}
