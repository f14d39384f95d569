import { ConfigError } from '@countersign/core'
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common'
import { wasAdmitted } from './admission.js'

/**
 * Fails every call of a handler that has a policy, and that the guard does not protect.
 * Policies are metadata that only the guard reads: without it they would let everyone in, silently.
 */
export class GuardedInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): ReturnType<CallHandler['handle']> {
    if (wasAdmitted(context)) return next.handle()
    throw new ConfigError(
      'AuthGuard',
      'does not protect this handler, which has a policy: ' +
        'import AuthModule with `global: true`, or add @UseGuards(AuthGuard)',
    )
  }
}
