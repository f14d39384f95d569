import type { Policy, Verifier } from '@countersign/core'
import type { AuthContext, AuthenticateOptions } from '@countersign/core/adapter'
import type { ExecutionContext } from '@nestjs/common'
import type { HttpRequest, HttpResponse } from '../http.js'
import type { WebSocketRules } from './ws-options.js'

/** One kind of call, as `context.getType()` names it: what the guard does with it, and what it finds there. */
export interface Transport {
  /**
   * Authenticates a call and checks its policies; at once where there is nothing to wait for. Gives what it
   * has kept with the call. Never throws, but rejects with the exception that this transport tells clients by.
   */
  check(
    verifier: Verifier<unknown>,
    context: ExecutionContext,
    options: AuthenticateOptions,
    policies: readonly Policy[],
    places: Places,
  ): AuthContext | Promise<AuthContext>
  /** What was found out about a call; `undefined`: nobody has looked. */
  found(context: ExecutionContext): AuthContext | undefined
  /** Where the request is, unless a guard that was extended says otherwise. */
  readonly request?: (context: ExecutionContext, rules: WebSocketRules) => HttpRequest
  /** Where its response is. */
  readonly response?: Places['response']
}

/** Where a guard looks for what it checks: its own methods, which may be overridden. */
export interface Places {
  request(context: ExecutionContext): HttpRequest
  /** `undefined`: there is none, as for what comes over a WebSocket. */
  response(context: ExecutionContext): HttpResponse | undefined
  /** What a message that is no request has for `Authorization`: each value. */
  rpcAuthorization(context: ExecutionContext): readonly unknown[]
  webSocket(this: void): WebSocketRules
}
