import type { IncomingMessage, ServerResponse } from 'node:http'
import { isAuthError, type Verifier } from '@countersign/core'
import {
  authenticateAtOnce,
  type AuthContext,
  contextOf,
  exposeHeaders,
  holdHeaders,
  keepContext,
  problemAnswer,
} from '@countersign/core/adapter'
import { failureAnswer, ProtocolError, protocolAnswer, send } from './answers.js'
import { authInfoOf } from './auth-info.js'
import { checkOperations } from './check-operations.js'
import { endAtExpiry, mayOutliveToken } from './end-at-expiry.js'
import { type Call, callsIn, mayHoldCalls, peekCalls } from './messages.js'
import { operationDemands } from './operations.js'
import { type McpAuthOptions, resolveMcpOptions } from './options.js'
import { readBody } from './read-body.js'
import { isOwnSession } from './sessions.js'
import { type NodeRequest, tokenRequest } from './token-request.js'
import { observe } from './usage.js'

/** Middleware for Node's own requests, so for Express too. `next` is only ever called to go on. */
export type McpMiddleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => unknown,
) => Promise<void>

/**
 * Middleware in front of an MCP server: authenticates the whole request, proofs included, checks what
 * the operation in it needs, and sets `req.auth` to the AuthInfo that the SDK hands to tools.
 *
 * Refusals are answered here, and never reach `next`: with 401 a client finds the authorization server,
 * with 403 it asks for the scopes that the operation needs. Throws a ConfigError if the verifier or an
 * option is malformed.
 *
 * Where operations have policies, the message has to be read: what the application has parsed is taken
 * from `req.body`; else it is read here, and put there. Hand that to the SDK:
 * `transport.handleRequest(req, res, req.body)`.
 */
export function mcpAuth(verifier: Verifier<unknown>, options: McpAuthOptions = {}): McpMiddleware {
  const { optional, bindsSessions, maxBodyBytes, onError } = resolveMcpOptions(verifier, options)
  const demandsOf = operationDemands(options)
  const { policy } = options

  async function enter(req: NodeRequest, res: ServerResponse, pass: Pass): Promise<void> {
    const { request } = pass
    const context = await authenticateAtOnce(verifier, request, { optional }, contextOf(req))
    accept(req, res, context)
    observe(req, res, pass, context.auth)
    const session = req.headers['mcp-session-id']
    if (bindsSessions && session !== undefined && !isOwnSession(String(session), context.auth)) {
      throw new ProtocolError('session')
    }
    const calls = await callsOf(req, demandsOf ? maxBodyBytes : undefined)
    const { operation, refusal } = await checkOperations(context, policy, calls, demandsOf)
    pass.operation = operation
    if (refusal !== undefined) throw refusal
    if (mayOutliveToken(request.method, calls)) endAtExpiry(res, context)
  }

  return async function mcpAuth(req, res, next) {
    const pass: Pass = { request: tokenRequest(req), operation: undefined }
    exposeHeaders(res, pass.request)
    try {
      await enter(req, res, pass)
    } catch (error) {
      if (isAuthError(error)) {
        observe(req, res, pass, error)
        send(res, problemAnswer(error))
      } else if (req.destroyed && !req.complete) {
        // The client has left in the middle of its message.
        res.destroy()
      } else if (error instanceof ProtocolError) {
        send(res, protocolAnswer(error))
        // What is left of a message that is too long stands before the next request.
        req.resume()
      } else {
        send(res, failureAnswer())
        onError(error)
      }
      return
    }
    await next()
  }
}

/** One request on its way through. */
export interface Pass {
  readonly request: ReturnType<typeof tokenRequest>
  /** What it asks for, in words of the application's own. */
  operation: string | undefined
}

function accept(req: NodeRequest, res: ServerResponse, context: AuthContext): void {
  keepContext(req, context)
  req.auth = context.auth && authInfoOf(context, context.auth)
  holdHeaders(res, context.responseHeaders)
}

/** The calls in a request; `undefined`: nobody has read it. `mostBytes`: read it if need be. */
async function callsOf(
  req: NodeRequest,
  mostBytes: number | undefined,
): Promise<readonly Call[] | undefined> {
  if (!mayHoldCalls(req.method ?? '')) return []
  if (mostBytes === undefined) return peekCalls(req.body)
  if (req.body === undefined) {
    // Not destroyed when it is too long: the connection is needed for the answer.
    req.body = await readBody(req.iterator({ destroyOnReturn: false }), mostBytes)
    // Tells older body parsers that there is nothing left to read.
    Object.assign(req, { _body: true })
  }
  return callsIn(req.body)
}
