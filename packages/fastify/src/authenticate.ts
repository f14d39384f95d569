import { isAuthError, type TokenRequest, type Verifier } from '@countersign/core'
import {
  authenticateAtOnce,
  checkAuthenticateOptions,
  contextOf,
  exposeHeaders,
  holdHeaders,
  keepContext,
  type AuthContext,
  type AuthenticateOptions,
} from '@countersign/core/adapter'
import { type Hook, type HookReply, type HookRequest, nodeResponse } from './hook.js'
import { refuse } from './refuse.js'
import { tokenRequest } from './token-request.js'
import { observe } from './usage.js'

/**
 * A hook that authenticates every request, and sets `request.auth` to its Authentication.
 *
 * Best as `onRequest`, before a body is read. As `preValidation` or `preHandler` it also finds a token
 * in a form body, which something has to parse, such as `@fastify/formbody`.
 *
 * A refused request fails with an AuthError, which Fastify's error handler answers with its status and
 * challenge. Throws a ConfigError if the verifier or an option is malformed.
 */
export function authenticate<Claims>(
  verifier: Verifier<Claims>,
  options: AuthenticateOptions = {},
): Hook {
  checkAuthenticateOptions(verifier, options)
  return function authenticate(request, reply, done) {
    const seen = tokenRequest(request)
    exposeHeaders(nodeResponse(reply), seen)
    const context = authenticateAtOnce(verifier, seen, options, contextOf(request))
    // What is there is not waited for.
    if (context instanceof Promise) {
      void acceptLater({ request, reply, seen, context, done })
      return
    }
    accept(request, reply, context)
    done()
  }
}

interface Pending {
  readonly request: HookRequest
  readonly reply: HookReply
  readonly seen: TokenRequest
  readonly context: Promise<AuthContext>
  readonly done: (error?: Error) => void
}

async function acceptLater({ request, reply, seen, context, done }: Pending): Promise<void> {
  try {
    accept(request, reply, await context)
  } catch (error) {
    if (isAuthError(error)) observe(request, reply, seen, error)
    refuse(error, done)
    return
  }
  done()
}

function accept(request: HookRequest, reply: HookReply, context: AuthContext): void {
  keepContext(request, context)
  ;(request as { auth?: unknown }).auth = context.auth
  holdHeaders(nodeResponse(reply), context.responseHeaders)
  observe(request, reply, context.request, context.auth)
}
