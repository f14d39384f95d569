import type { Io } from '../io.js'

/** Seconds for one answer, its body included. */
const TIMEOUT = 5

/** Bytes of a body, after whatever it was compressed with. */
const MAX_BYTES = 1_000_000

/** An answer to a GET that held no credentials of any kind. */
export interface Answer {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
  /** Milliseconds since 1970, when its header came. */
  readonly receivedAt: number
}

/**
 * What came of a request. `silent`: nobody answered, or not in time, so that nothing is known.
 * `oversized`: there was an answer, and more of it than anybody should read.
 */
export type Fetched =
  | { readonly outcome: 'answered'; readonly answer: Answer }
  | { readonly outcome: 'silent' | 'oversized'; readonly problem: string }

/**
 * Gets one document: within five seconds, 1 MB at most, and wherever a redirect leads, not there.
 * Throws only what `signal` was aborted with.
 */
export async function fetchAnswer(
  url: string,
  { signal: parent, now }: Pick<Io, 'signal' | 'now'>,
  accept = 'application/json, application/jwk-set+json',
): Promise<Fetched> {
  parent.throwIfAborted()
  const controller = new AbortController()
  const end = (): void => controller.abort(parent.reason)
  const late = new Error(`no complete answer within ${TIMEOUT} seconds`)
  const timer = setTimeout(() => controller.abort(late), TIMEOUT * 1000)
  parent.addEventListener('abort', end)
  try {
    const { signal } = controller
    const headers = { accept, 'user-agent': 'countersign' }
    const response = await fetch(url, { headers, redirect: 'manual', signal, credentials: 'omit' })
    const { status } = response
    const receivedAt = now()
    const body = await bounded(response)
    if (!body) return { outcome: 'oversized', problem: `more than ${MAX_BYTES} bytes` }
    return {
      outcome: 'answered',
      answer: { url, status, headers: response.headers, body, receivedAt },
    }
  } catch (error) {
    parent.throwIfAborted()
    const problem = controller.signal.aborted ? late.message : problemOf(error)
    return { outcome: 'silent', problem }
  } finally {
    clearTimeout(timer)
    parent.removeEventListener('abort', end)
  }
}

/** `undefined`: there was more. */
async function bounded({ body }: Response): Promise<Buffer | undefined> {
  if (body === null) return Buffer.alloc(0)
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    size += value.length
    if (size > MAX_BYTES) {
      await reader.cancel().catch(() => undefined)
      return undefined
    }
    chunks.push(value)
  }
}

/** What `fetch` throws says only that it failed; why is one level down, or two. */
function problemOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const first = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause
  const told = first instanceof Error ? first : error
  if (!(told instanceof Error)) return 'failed'
  const code: unknown = (told as { code?: unknown }).code
  const message = told.message === '' ? 'failed' : told.message
  return typeof code === 'string' && !message.includes(code) ? `${message} (${code})` : message
}
