import { ConfigError } from '@countersign/core'
import {
  type CallHandler,
  type ExecutionContext,
  Logger,
  type NestInterceptor,
  type Type,
} from '@nestjs/common'
import type { ModulesContainer } from '@nestjs/core'
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js'
import { NEVER } from 'rxjs'
import { wasAdmitted } from './admission.js'
import { classesOf } from './handlers.js'
import { endStreamCall, failedStatus } from './transports/grpc-call.js'

/**
 * Fails every call of a handler that has a policy, and that the guard does not protect.
 * Policies are metadata that only the guard reads: without it they would let everyone in, silently.
 */
export class GuardedInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): ReturnType<CallHandler['handle']> {
    if (wasAdmitted(context) || excused.has(context.getClass())) return next.handle()
    const problem = new ConfigError(
      'AuthGuard',
      'does not protect this handler, which has a policy or a verifier: ' +
        'import AuthModule with `global: true`, or add @UseGuards(AuthGuard)',
    )
    // To throw there would end the process.
    const isEnded = context.getType() === 'rpc' && endStreamCall(context, failedStatus)
    if (!isEnded) throw problem
    new Logger('AuthGuard').error(problem)
    return NEVER
  }
}

/** Classes whose calls something else decides on, under the name of the guard. */
const excused = new WeakSet<Type>()

/**
 * Lets calls pass by what a test puts in the place of the guard, as by `overrideGuard()`, which can say
 * yes and cannot tell anybody. Only that: a guard that was left out is replaced by nothing.
 */
export function excuseReplaced(modules: ModulesContainer, guard: Type): void {
  const all = [...modules.values()]
  const isReplaced = (one: InstanceWrapper | undefined): boolean =>
    one !== undefined && !(one.instance instanceof guard)
  const isGlobal = all.some(({ providers }) => {
    const own = providers.get(guard)
    // As the guard of everything it goes by another name too.
    return isReplaced(own) && [...providers.values()].some(isAliasOf(own))
  })
  const affected = all.filter(({ injectables }) => isGlobal || isReplaced(injectables.get(guard)))
  for (const type of classesOf(affected)) excused.add(type)
}

function isAliasOf(own: InstanceWrapper | undefined): (other: InstanceWrapper) => boolean {
  return (other) => other !== own && other.instance === own?.instance
}
