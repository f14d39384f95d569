import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What a handler is told beside the request: less than `@hono/node-server` tells. */
export interface Beside {
  readonly incoming: IncomingMessage
}

export type WebHandler = (request: Request, beside: Beside) => Promise<Response>

/** The least that makes a handler of the Web serve on Node. Like others, it joins lines with one name. */
export function bridge(handle: WebHandler): RequestListener {
  return (req, res) => void answer(req, res, handle).catch(() => res.destroy())
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  handle: WebHandler,
): Promise<void> {
  const gone = new AbortController()
  res.once('close', () => res.writableFinished || gone.abort())
  const request = requestOf(req, gone.signal)
  const response = request
    ? await handle(request, { incoming: req })
    : new Response(null, { status: 400 })
  res.writeHead(response.status, Object.fromEntries(response.headers))
  if (!response.body) {
    res.end()
    return
  }
  await pipeline(Readable.fromWeb(response.body), res)
}

/** `undefined`: it is no request that the Web has. */
function requestOf(req: IncomingMessage, signal: AbortSignal): Request | undefined {
  const { method = '', url = '', rawHeaders, socket } = req
  const scheme = 'encrypted' in socket ? 'https' : 'http'
  const { host = '' } = req.headers
  const hasBody = method !== 'GET' && method !== 'HEAD'
  // What is no host would make another URL of the path behind it.
  if (!/^[\w.-]+(?::\d+)?$|^\[[\da-f:]+\](?::\d+)?$/i.test(host)) return undefined
  try {
    const target = url.startsWith('/') ? `${scheme}://${host}${url}` : url
    return new Request(new URL(target), {
      method,
      headers: rawHeaders.flatMap((name, at) =>
        at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as [string, string]] : [],
      ),
      signal,
      ...(hasBody && {
        body: Readable.toWeb(req) as unknown as RequestInit['body'] & {},
        duplex: 'half',
      }),
    })
  } catch {
    return undefined
  }
}
