import type { IncomingMessage, ServerResponse } from 'node:http'
import { bareHeaders } from '../http/headers.js'
import { jsonBody } from '../http/json-body.js'
import { assertOwnOrigin } from '../http/own-origin.js'
import { senderOf } from '../http/sender.js'
import { OwnerError, ownerErrorOf } from '../owner-error.js'
import type { Room } from '../room.js'
import type { Call, Endpoints, Reply } from './call.js'
import { findEndpoint } from './find-endpoint.js'
import { queryOf } from './query.js'

/** Answers a path below `owner/api/`. Never rejects. */
export type ApiRoute = (req: IncomingMessage, res: ServerResponse, path: string) => Promise<void>

export function apiRoute(room: Room, endpoints: Endpoints): ApiRoute {
  const headers = { ...bareHeaders(room.context.settings), 'Cache-Control': 'no-store' }
  return async (req, res, path) => {
    try {
      for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
      const reply = await replyTo(room, endpoints, req, res, path)
      if (reply !== 'sent') send(req, res, reply)
    } catch (thrown) {
      const { code, status, headers } = ownerErrorOf(thrown)
      if (res.headersSent) res.destroy()
      else send(req, res, { status, headers, body: { error: code } })
    }
  }
}

/** In this order: who sent it, who is signed in, and only then what was sent. */
async function replyTo(
  room: Room,
  endpoints: Endpoints,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<Reply> {
  const { settings } = room.context
  const { endpoint, id } = findEndpoint(endpoints, req.method ?? '', path)
  assertOwnOrigin(req, settings)
  const call: Call = {
    req,
    res,
    id,
    ...senderOf(settings, req),
    body: async (check) => check(await jsonBody(req)),
    query: (name) => queryOf(req, name),
  }
  if (endpoint.access === 'open') return endpoint.handle(call)
  const session = await room.sessions.of(req)
  if (!session) {
    throw new OwnerError('signed_out', { headers: { 'Set-Cookie': room.sessions.clearing } })
  }
  return endpoint.handle(call, session)
}

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

function send(
  req: IncomingMessage,
  res: ServerResponse,
  { status, headers = {}, body }: Answer,
): void {
  if (res.destroyed || res.headersSent) return
  res.statusCode = status
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  // The rest of a body that nobody reads would be taken for the next request.
  if (!req.complete && req.httpVersionMajor === 1) res.setHeader('Connection', 'close')
  if (body === undefined) {
    res.end()
    return
  }
  const bytes = Buffer.from(JSON.stringify(body))
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  res.setHeader('Content-Length', bytes.byteLength)
  res.end(bytes)
}
