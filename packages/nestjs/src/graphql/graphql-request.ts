import { IncomingMessage } from 'node:http'
import type { ExecutionContext } from '@nestjs/common'
import type { HttpRequest, HttpResponse } from '../http.js'
import type { WebSocketRules } from '../transports/ws-options.js'
import { type ConnectionParams, upgradeRequest } from '../upgrade-request.js'
import { fieldCall, isObject } from './graphql-arguments.js'

type Something = Readonly<Record<string, unknown>>

const connections = new WeakMap<object, HttpRequest>()
const ofConnections = new WeakSet<HttpRequest>()

/**
 * The request of an operation, which its context has as `req`, `request` or `reply.request`; or, of a
 * subscription, the request that its connection began with. `undefined`: the context has none.
 */
export function graphqlRequest(
  context: ExecutionContext,
  rules: WebSocketRules,
): HttpRequest | undefined {
  const value = contextValue(context)
  if (!value) return undefined
  const { req, request, reply } = value
  const found = req ?? request ?? (isObject(reply) ? reply['request'] : undefined)
  // As Nest's drivers leave it by default, `req` is what graphql-ws knows of the connection.
  for (const place of [found, value]) {
    const message = isObject(place) && isObject(place['extra']) && place['extra']['request']
    if (isMessage(message)) return ofConnection(message, rules, paramsOf(place) ?? paramsOf(value))
  }
  if (isFrameworkRequest(found)) return found
  return isMessage(found) ? ofConnection(found, rules, paramsOf(value)) : undefined
}

/** The response to the request of an operation, if its context knows it; Express tells it by `req`. */
export function graphqlResponse(context: ExecutionContext): HttpResponse | undefined {
  const { req, res, reply } = contextValue(context) ?? {}
  const found = res ?? reply ?? (isObject(req) ? req['res'] : undefined)
  return isObject(found) && typeof found['header'] === 'function'
    ? (found as unknown as HttpResponse)
    : undefined
}

/** Whether a request is one that a connection began with: there is no answer to it any more. */
export function isOfConnection(request: HttpRequest): boolean {
  return ofConnections.has(request)
}

function contextValue(context: ExecutionContext): Something | undefined {
  const value = fieldCall(context.getArgs())?.value
  return isObject(value) ? value : undefined
}

function ofConnection(
  message: IncomingMessage,
  rules: WebSocketRules,
  params: ConnectionParams | undefined,
): HttpRequest {
  const known = connections.get(message)
  if (known) return known
  const request = upgradeRequest(message, rules, params)
  connections.set(message, request)
  ofConnections.add(request)
  return request
}

function paramsOf(place: unknown): ConnectionParams | undefined {
  const params = isObject(place) ? place['connectionParams'] : undefined
  return isObject(params) ? params : undefined
}

function isFrameworkRequest(value: unknown): value is HttpRequest {
  return isObject(value) && typeof value['originalUrl'] === 'string' && isObject(value['headers'])
}

/** A request as Node has it, which no framework has touched. */
function isMessage(value: unknown): value is IncomingMessage {
  return value instanceof IncomingMessage
}
