import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { send } from './send.js'

/** What a document tells a cache. */
export interface Caching {
  /** Sent with the right document, and with a 304: Cache-Control, Expires, Age, Date. Default: none. */
  readonly headers?: Readonly<Record<string, string>>
  /** Adds a strong ETag, and answers 304 to who has that version already. Default: false. */
  readonly etag?: boolean
}

/** Answers with the document, or with 304 (RFC 9110 §15.4.5) where `If-None-Match` names it. */
export function sendDocument(
  req: IncomingMessage,
  res: ServerResponse,
  document: string,
  { headers = {}, etag = false }: Caching = {},
): void {
  if (!etag) {
    send(res, document, { headers })
    return
  }
  const tag = entityTag(document)
  const tagged = { ...headers, ETag: tag }
  if (names(req.headers['if-none-match'], tag)) res.writeHead(304, tagged).end()
  else send(res, document, { headers: tagged })
}

/** One tag for one text, whenever it is served. */
function entityTag(document: string): string {
  return `"${createHash('sha256').update(document).digest('base64url')}"`
}

// RFC 9110 §13.1.2: a list, compared weakly. Our own tags hold no comma.
function names(condition: string | undefined, tag: string): boolean {
  const tags = (condition ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes(tag) || condition?.trim() === '*'
}
