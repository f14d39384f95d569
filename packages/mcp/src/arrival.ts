import {
  type Connection,
  connectionOf,
  mergedConnection,
  type Platform,
  webAnswerTo,
  type WebExchange,
  webTokenRequest,
} from '@countersign/core/adapter'

/** What a `Request` does not say of the connection that it came over, and what was done with it. */
export interface McpConnection extends Connection {
  /** What the application has read the message as. Default: nobody has read it. */
  readonly parsedBody?: unknown
  /** What the platform has handed over, where there is something to say beside it, which wins. */
  readonly server?: Platform | undefined
}

/** A Web Request as the verifier wants it, and its answer. */
export type McpArrival = WebExchange

export function arrivalOf(request: Request, given: Platform | McpConnection): McpArrival {
  const known = connectionOf(given, request)
  const { secure, remoteAddress, origin, target, socket, parsedBody } = given as McpConnection
  const told = { secure, remoteAddress, origin, target, socket }
  const connection = mergedConnection([known, told])
  return {
    request,
    seen: webTokenRequest({ request, connection, body: parsedBody, raw: request }),
    answer: webAnswerTo(request, known),
  }
}
