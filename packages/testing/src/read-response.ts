import type { ByteQueue, Waiting } from './byte-queue.js'

/** An answer, read leniently. */
export interface RawResponse {
  readonly status: number
  /** Every value of a field in the order they came, by name in lower case. */
  readonly headers: Record<string, string[]>
  /** Decoded as UTF-8. */
  readonly body: string
}

/** Reads one answer to a request of this method (RFC 9112 §4 to §7). Trailers are left unread. */
export function* readResponse(bytes: ByteQueue, method: string): Waiting<RawResponse> {
  const status = statusOf(yield* bytes.line())
  const headers = yield* readHeaders(bytes)
  // An interim answer comes before the one that was asked for (RFC 9110 §15.2).
  if (status < 200 && status !== 101) return yield* readResponse(bytes, method)
  const bare = method === 'HEAD' || status === 101 || status === 204 || status === 304
  const body = bare ? '' : (yield* readBody(bytes, headers)).toString('utf8')
  return { status, headers, body }
}

function statusOf(line: string): number {
  const status = /^HTTP\/\d\.\d (\d{3})(?: |$)/.exec(line)?.[1]
  if (status === undefined) throw new Error('the answer does not start with an HTTP status line')
  return Number(status)
}

function* readHeaders(bytes: ByteQueue): Waiting<Record<string, string[]>> {
  const headers = new Map<string, string[]>()
  for (let line = yield* bytes.line(); line !== ''; line = yield* bytes.line()) {
    const colon = line.includes(':') ? line.indexOf(':') : line.length
    const name = line.slice(0, colon).trim().toLowerCase()
    const values = headers.get(name) ?? []
    values.push(line.slice(colon + 1).trim())
    headers.set(name, values)
  }
  return Object.fromEntries(headers)
}

function* readBody(bytes: ByteQueue, headers: Record<string, string[]>): Waiting<Buffer> {
  if (headers['transfer-encoding']?.join().toLowerCase().includes('chunked')) {
    return yield* readChunks(bytes)
  }
  const length = headers['content-length']?.[0]
  if (length === undefined) return yield* bytes.rest()
  if (!/^\d+$/.test(length)) throw new Error('the answer has a Content-Length that is no number')
  return yield* bytes.bytes(Number(length))
}

function* readChunks(bytes: ByteQueue): Waiting<Buffer> {
  const chunks: Buffer[] = []
  for (;;) {
    const size = Number.parseInt(yield* bytes.line(), 16)
    if (!(size >= 0)) throw new Error('the answer has a chunk without a size')
    if (size === 0) return Buffer.concat(chunks)
    chunks.push(yield* bytes.bytes(size))
    yield* bytes.line()
  }
}
