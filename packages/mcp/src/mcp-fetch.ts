import { ConfigError, isAuthError, type Verifier } from '@countersign/core'
import {
  authenticateAtOnce,
  contextOf,
  finishWebAnswer,
  keepContext,
  observeUsage,
  type PlainAnswer,
  type Platform,
  problemAnswer,
  WebAnswer,
} from '@countersign/core/adapter'
import { failureAnswer, ProtocolError, protocolAnswer } from './answers.js'
import { arrivalOf, type McpArrival, type McpConnection } from './arrival.js'
import { authInfoOf, type McpAuthInfo } from './auth-info.js'
import { checkOperations } from './check-operations.js'
import { endAtExpiry, mayOutliveToken } from './end-at-expiry.js'
import { EndingAnswer } from './ending-answer.js'
import { type Call, callsIn, mayHoldCalls, peekCalls } from './messages.js'
import { operationDemands } from './operations.js'
import { type McpAuthOptions, resolveMcpOptions } from './options.js'
import { readBody } from './read-body.js'
import { isOwnSession } from './sessions.js'

/** What the SDK's `handleRequest(request, entry)` and `handler.fetch(request, entry)` take. */
export interface McpEntry {
  /** Absent where credentials were optional, and did not come. */
  readonly authInfo?: McpAuthInfo
  /** Where the message was read: it is not to be had from the request any more. */
  readonly parsedBody?: unknown
}

type Handler = (request: Request, entry: McpEntry) => Response | Promise<Response>

/**
 * The same as `mcpAuth` for Web-standard requests: wraps what answers those that may come in, as
 * `(request, entry) => transport.handleRequest(request, entry)`. The second argument of what it makes is
 * what the platform has handed over beside the request, or what is known of its connection otherwise.
 *
 * Throws a ConfigError if the verifier or an option is malformed.
 */
export function mcpFetch(
  verifier: Verifier<unknown>,
  handler: Handler,
  options: McpAuthOptions = {},
): (request: Request, connection?: Platform | McpConnection) => Promise<Response> {
  const { optional, bindsSessions, maxBodyBytes, onError } = resolveMcpOptions(verifier, options)
  const demandsOf = operationDemands(options)

  async function enter(pass: Pass): Promise<McpEntry> {
    const { request, seen } = pass
    const earlier = contextOf(request)
    const context = await authenticateAtOnce(verifier, seen, { optional }, earlier)
    keepContext(request, context)
    observe(pass, context.auth)
    const session = request.headers.get('mcp-session-id')
    if (bindsSessions && session !== null && !isOwnSession(session, context.auth)) {
      throw new ProtocolError('session')
    }
    const { body, calls } = await messageIn(pass, demandsOf ? maxBodyBytes : undefined)
    const { operation, refusal } = await checkOperations(context, options.policy, calls, demandsOf)
    pass.operation = operation
    if (refusal !== undefined) throw refusal
    if (mayOutliveToken(request.method, calls)) {
      pass.ending = new EndingAnswer(request)
      endAtExpiry(pass.ending, context)
    }
    return {
      ...(context.auth && { authInfo: authInfoOf(context, context.auth) }),
      ...(body !== undefined && { parsedBody: body }),
    }
  }

  function refused(pass: Pass, error: unknown): PlainAnswer {
    if (error instanceof ProtocolError) return protocolAnswer(error)
    if (isAuthError(error)) {
      observe(pass, error)
      return problemAnswer(error)
    }
    onError(error)
    return failureAnswer()
  }

  return async function mcpFetch(request, connection = {}) {
    const pass: Pass = {
      ...arrivalOf(request, connection),
      ending: undefined,
      operation: undefined,
    }
    let entry: McpEntry
    try {
      entry = await enter(pass)
    } catch (error) {
      const { body, ...init } = refused(pass, error)
      return finish(pass, new Response(body, init))
    }
    try {
      return finish(pass, await handler(request, entry))
    } catch (error) {
      pass.ending?.close()
      fail(pass)
      throw error
    }
  }
}

/** One request on its way through. */
interface Pass extends McpArrival {
  ending: EndingAnswer | undefined
  /** What it asks for, in words of the application's own. */
  operation: string | undefined
}

function finish(pass: Pass, response: Response): Response {
  const held = contextOf(pass.request)?.responseHeaders ?? {}
  return finishWebAnswer(pass, pass.ending?.of(response) ?? response, held)
}

/** What the platform makes of it is not seen. */
function fail({ answer }: Pass): void {
  if (!(answer instanceof WebAnswer)) return
  answer.begin(500)
  answer.end()
}

function observe(pass: Pass, outcome: Parameters<typeof observeUsage>[2]): void {
  const { answer, seen } = pass
  if (answer) observeUsage(answer, seen, outcome, () => ({ route: pass.operation }))
}

/** The message in a request, if somebody has read it. `mostBytes`: it is read here if need be. */
async function messageIn(
  { request, seen }: Pass,
  mostBytes: number | undefined,
): Promise<{ body?: unknown; calls: readonly Call[] | undefined }> {
  if (!mayHoldCalls(request.method)) return { calls: [] }
  if (mostBytes === undefined) return { body: seen.body, calls: peekCalls(seen.body) }
  const body = seen.body === undefined ? await readMessage(request, mostBytes) : seen.body
  return { body, calls: callsIn(body) }
}

function readMessage({ bodyUsed, body }: Request, mostBytes: number): Promise<unknown> {
  if (bodyUsed || body?.locked) {
    throw new ConfigError('parsedBody', 'must be given where the application has read the message')
  }
  return readBody(body ?? [], mostBytes)
}
