import type { Policy, Verifier } from '@countersign/core'
import type { AuthContext, AuthenticateOptions } from '@countersign/core/adapter'
import type { ExecutionContext } from '@nestjs/common'

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
  ): AuthContext | Promise<AuthContext>
  /** What was found out about a call; `undefined`: nobody has looked. */
  found(context: ExecutionContext): AuthContext | undefined
}
