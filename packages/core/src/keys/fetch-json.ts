import { parseJsonObject, type JsonObject } from '../token/strict-json.js'

/** How documents of an identity provider are fetched. */
export interface FetchOptions {
  readonly fetch: typeof fetch
  readonly maxBytes: number
  /** Seconds for one exchange, body included. */
  readonly timeout: number
  /** Ends everything, whatever the timeout. */
  readonly signal: AbortSignal
}

/**
 * Fetches one JSON object; throws an Error that says what went wrong.
 * Follows no redirect: where keys come from is for the configuration to say.
 */
export async function fetchJson(url: string, options: FetchOptions): Promise<JsonObject> {
  const timeout = AbortSignal.timeout(options.timeout * 1000)
  const signal = AbortSignal.any([timeout, options.signal])
  try {
    // A `fetch` of the application's may take no notice of the signal.
    return await Promise.race([exchange(url, options, signal), aborted(signal)])
  } catch (cause) {
    const problem = cause instanceof Error ? describe(cause) : 'failed'
    throw new Error(`${withoutQuery(url)}: ${problem}`, { cause })
  }
}

async function exchange(
  url: string,
  options: FetchOptions,
  signal: AbortSignal,
): Promise<JsonObject> {
  const headers = { accept: 'application/json' }
  const response = await options.fetch(url, { headers, redirect: 'manual', signal })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`status ${response.status}`)
  }
  const document = parseJsonObject(await readBody(response, options.maxBytes))
  if (!document) throw new Error('not a JSON object')
  return document
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop early cancels the stream.
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw new Error(`more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}

/** What `fetch` throws says only that it failed; why is one level down. */
function describe({ message, cause }: Error): string {
  const code: unknown = (cause as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? `${message} (${code})` : message
}

/** A query may hold a key of the provider's, and messages end up in logs. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}
