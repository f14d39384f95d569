import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EndpointResponse, EndpointRouter } from './endpoint-request.js'
import { isCutShort, nodeRequest } from './node-request.js'

/**
 * A listener of `node:http`, and middleware of Express, Connect and Nest. Where there is a `next` it is
 * called for paths that are not the issuer's; where there is none they are 404.
 */
export type NodeHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  next?: (error?: unknown) => void,
) => void

export function nodeHandler(route: EndpointRouter): NodeHandler {
  return (req, res, next) => {
    const answer = route(nodeRequest(req))
    if (answer) {
      void answer.then((response) => send(req, res, response))
    } else if (next) next()
    else res.writeHead(404).end()
  }
}

function send(req: IncomingMessage, res: ServerResponse, response: EndpointResponse): void {
  const { status, headers, body } = response
  // Gone, or answered by a time limit of the application.
  if (res.destroyed || res.headersSent) return
  const close = isCutShort(req) ? { Connection: 'close' } : {}
  const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
  for (const [name, value] of Object.entries({ ...headers, ...length, ...close })) {
    res.setHeader(name, value)
  }
  res.statusCode = status
  res.end(body)
}
