import type { IncomingMessage } from 'node:http'
import { isRecord } from '../config/assert.js'
import { readBody } from './body-limits.js'
import type { EndpointRequest, ReceivedBody } from './endpoint-request.js'

/** Translates a request of `node:http`, and of what is built on it. */
export function nodeRequest(req: IncomingMessage, parsedBody?: unknown): EndpointRequest {
  return {
    method: req.method ?? '',
    path: pathOf(originalUrl(req)),
    headers: req.headersDistinct ? distinct(req) : req.headers,
    body: async () => receivedBody(req, parsedBody ?? ('body' in req ? req.body : undefined)),
  }
}

/** Express and Connect take the path of a mount off `url`, and keep all of it here. */
function originalUrl(req: IncomingMessage): string {
  const original: unknown = 'originalUrl' in req ? req.originalUrl : undefined
  return typeof original === 'string' ? original : (req.url ?? '')
}

/** Without the query. In the absolute form of RFC 9112 §3.2.2 the origin is not for us to judge. */
export function pathOf(target: string): string {
  if (target.startsWith('/')) return target.split(/[?#]/, 1)[0] ?? ''
  return URL.canParse(target) ? new URL(target).pathname : ''
}

function distinct({ headersDistinct }: IncomingMessage): EndpointRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [
      name,
      values?.length === 1 ? values[0] : values,
    ]),
  )
}

/**
 * Whether a body is on its way that nobody reads: the rest of it would be taken for the next request, so
 * the connection has to end. HTTP/2 ends streams by itself.
 */
export function isCutShort({ complete, httpVersionMajor }: IncomingMessage): boolean {
  return !complete && httpVersionMajor === 1
}

/** A body that somebody has read is gone from the stream: then it is taken from what became of it. */
async function receivedBody(req: IncomingMessage, parsed: unknown): Promise<ReceivedBody> {
  if (!req.readableDidRead) {
    // Not destroyed when reading ends early: the answer goes over the same connection.
    return readBody(req.iterator({ destroyOnReturn: false }), req.headers['content-length'])
  }
  if (typeof parsed === 'string') return Buffer.from(parsed)
  if (parsed instanceof Uint8Array || isRecord(parsed)) return parsed
  throw new Error('something has read the body of the request, and kept nothing of it')
}
