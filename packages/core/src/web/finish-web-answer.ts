import { exposedNames } from '../expose-headers.js'
import type { TokenRequest } from '../token-request.js'
import type { ObservedResponse } from '../usage.js'
import { WebAnswer, watched } from './web-answer.js'

/** A Web Request that was looked at, and its answer. */
export interface WebExchange {
  readonly request: Request
  readonly seen: TokenRequest
  /** Node's own, or ours; `undefined`: nobody listens. */
  readonly answer: ObservedResponse | undefined
}

const EXPOSED = 'Access-Control-Expose-Headers'

/**
 * Puts on a response the headers that it has to carry, and what CORS has to expose, and has the usage of
 * the token published once it was sent, or nobody wants it any more. The same response, unless its
 * headers are immutable, or its body has to be watched because somebody listens.
 */
export function finishWebAnswer(
  exchange: WebExchange,
  response: Response,
  held: Readonly<Record<string, string>>,
): Response {
  const { request, answer } = exchange
  // An upgraded connection has no response, or one that no other can stand for; nor can an error.
  const isOrdinary = response?.status >= 200
  const finished = isOrdinary ? withHeaders(response, exchange, held) : response
  if (!(answer instanceof WebAnswer)) return finished
  answer.begin(isOrdinary ? finished.status : 101)
  if (answer.isTold) return finished
  const body = isOrdinary && request.method !== 'HEAD' && !finished.bodyUsed && finished.body
  if (!body) {
    answer.end()
    return finished
  }
  return new Response(
    watched(body, () => answer.end()),
    finished,
  )
}

function withHeaders(
  response: Response,
  { seen }: WebExchange,
  held: Readonly<Record<string, string>>,
): Response {
  const finished = setHeaders(response, Object.entries(held))
  const { headers } = finished
  const exposed = exposedNames(seen, exposedBy(headers), (name) => headers.has(name))
  return exposed === undefined ? finished : setHeaders(finished, [[EXPOSED, exposed]])
}

/** What an answer exposes to other origins already. */
export function exposedBy(headers: Headers): readonly string[] {
  const value = headers.get(EXPOSED)
  return value === null ? [] : [value]
}

function setHeaders(
  response: Response,
  wanted: readonly (readonly [name: string, value: string])[],
): Response {
  if (wanted.length === 0) return response
  try {
    for (const [name, value] of wanted) response.headers.set(name, value)
    return response
  } catch {
    // That of a redirection, or of another server.
    const copy = new Response(response.body, response)
    for (const [name, value] of wanted) copy.headers.set(name, value)
    return copy
  }
}
