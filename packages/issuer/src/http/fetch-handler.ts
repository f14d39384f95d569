import { readBody } from './body-limits.js'
import type { EndpointRequest, EndpointRouter } from './endpoint-request.js'

/** A handler of the Fetch API; `undefined` where the path is not the issuer's. */
export type FetchHandler = (request: Request) => Promise<Response | undefined>

export function fetchHandler(route: EndpointRouter): FetchHandler {
  return async (request) => {
    const answer = await route(fetchRequest(request))
    if (!answer) return undefined
    const { status, headers, body } = answer
    // A Response with a body may not have these statuses, nor may one to HEAD.
    const isBare = status === 204 || status === 304 || request.method === 'HEAD'
    return new Response(isBare ? null : body, { status, headers })
  }
}

function fetchRequest(request: Request): EndpointRequest {
  const { headers, method, url, body } = request
  return {
    method,
    path: new URL(url).pathname,
    // What came twice is joined by commas here, and then no value that we know.
    headers: Object.fromEntries(headers),
    body: async () => (body === null ? new Uint8Array() : streamed(body, headers)),
  }
}

async function streamed(body: ReadableStream<Uint8Array>, headers: Headers): Promise<Uint8Array> {
  const reader = body.getReader()
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    const { done, value } = await reader.read()
    return done ? { done, value: undefined } : { done, value }
  }
  const abandon = (): void => void reader.cancel().catch(() => undefined)
  return readBody({ next }, headers.get('content-length'), abandon)
}
