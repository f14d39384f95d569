import type { IncomingMessage, ServerResponse } from 'node:http'

/** What is answered: JSON, always. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
}

/** Tokens, and what is said about them, stay in no cache (RFC 6749 §5.1). */
const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' }

export function answer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { ...NO_STORE, ...headers }, body }
}

/** Something of ours, or of what we rely on, failed: no fault of the client's, and it may try again. */
export function unavailable(retryAfter = 1): Answer {
  const body = {
    error: 'temporarily_unavailable',
    error_description: 'The server cannot answer now',
  }
  return answer(503, body, { 'Retry-After': String(retryAfter) })
}

export function send(req: IncomingMessage, res: ServerResponse, given: Answer): void {
  // Gone, or answered by a time limit of the application.
  if (res.destroyed || res.headersSent) return
  const body = Buffer.from(JSON.stringify(given.body))
  for (const [name, value] of Object.entries(given.headers)) res.setHeader(name, value)
  res.setHeader('Content-Type', 'application/json')
  res.setHeader('Content-Length', body.byteLength)
  // The rest of a body that nobody reads would be taken for the next request.
  if (!req.complete && req.httpVersionMajor === 1) res.setHeader('Connection', 'close')
  res.statusCode = given.status
  if (req.method === 'HEAD') res.end()
  else res.end(body)
}
