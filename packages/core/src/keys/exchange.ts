import { collectBytes } from './bounded-read.js'
import { withDeadline } from './with-deadline.js'

/** How one request to an identity provider is sent. */
export interface ExchangeOptions {
  readonly fetch: typeof fetch
  /** Seconds, the body of the answer included. */
  readonly timeout: number
  /** Ends everything, whatever the timeout. */
  readonly signal: AbortSignal
}

/**
 * Sends one request, and gives its answer to `read`; throws whatever goes wrong. Follows no redirect:
 * where things come from, and where secrets go, is for the configuration to say.
 */
export function exchange<T>(
  url: string,
  request: Readonly<RequestInit>,
  { fetch, timeout, signal: parent }: ExchangeOptions,
  read: (response: Response, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withDeadline(timeout, parent, async (signal) => {
    const response = await fetch(url, { ...request, redirect: 'manual', signal })
    try {
      // A `fetch` of the application's may follow all the same.
      if (response.redirected) throw new Error('redirected')
      return await read(response, signal)
    } finally {
      // An answer that is of no use, or too late. Whoever reads a body ends it.
      if (response.body?.locked === false) response.body.cancel().catch(() => undefined)
    }
  })
}

/** Whether an answer says that it is of a media type, whatever its parameters. */
export function isOfType({ headers }: Response, mediaType: string): boolean {
  const [type = ''] = (headers.get('content-type') ?? '').split(';', 1)
  return type.trim().toLowerCase() === mediaType
}

/** Reads the body of an answer; throws an Error for one that is too large. */
export async function readBody(
  { body, headers }: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (Number(headers.get('content-length')) > maxBytes)
    throw new Error(`more than ${maxBytes} bytes`)
  return body ? collectBytes(chunksOf(body, signal), maxBytes) : new Uint8Array()
}

/** Ends the body with the signal, even where `fetch` does not, and where nobody wants more of it. */
async function* chunksOf(
  body: ReadableStream<unknown>,
  signal: AbortSignal,
): AsyncGenerator<unknown, void> {
  const reader = body.getReader()
  const end = (): void => void reader.cancel(signal.reason).catch(() => undefined)
  signal.addEventListener('abort', end)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      // What was ended is not complete.
      signal.throwIfAborted()
      if (done) return
      yield value
    }
  } finally {
    signal.removeEventListener('abort', end)
    end()
  }
}

/** What went wrong. What `fetch` throws says only that it failed; why is one level down. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  const code: unknown = (error.cause as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? `${error.message} (${code})` : error.message
}
