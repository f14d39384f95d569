import { ConfigError, type Policy, type Verifier } from '@countersign/core'
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { admit } from './admission.js'
import { checkRequest } from './check-request.js'
import { ACCESS, type Access, POLICIES, VERIFIER } from './auth.constants.js'
import type { HttpRequest, HttpResponse } from './http.js'

// Most requests have nothing to wait for, and need no promise of their own.
const ADMITTED = Promise.resolve(true)

/**
 * Authenticates the request, and checks every policy of its class and method.
 * To customise it, extend it, override a protected method, and register the result in its place:
 * `{ provide: APP_GUARD, useClass: YourGuard }`, beside an `AuthModule` that is not global.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  protected readonly verifier: Verifier<unknown>
  protected readonly reflector: Reflector

  constructor(
    @Inject(VERIFIER) verifier: Verifier<unknown>,
    @Inject(Reflector) reflector: Reflector,
  ) {
    this.verifier = verifier
    this.reflector = reflector
  }

  canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      const access = this.getAccess(context)
      if (access !== 'public') {
        const exchange = { request: this.getRequest(context), response: this.getResponse(context) }
        const options = { optional: access === 'optional' }
        const checked = checkRequest(this.verifier, exchange, options, this.getPolicies(context))
        if (checked) return admitLater(checked, context)
      }
      admit(context)
      return ADMITTED
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** The request to authenticate. Throws a ConfigError where the transport is not HTTP. */
  protected getRequest(context: ExecutionContext): HttpRequest {
    const type = context.getType<string>()
    if (type === 'http') return context.switchToHttp().getRequest()
    throw new ConfigError(
      'context',
      `of type "${type}" is not supported: AuthGuard guards HTTP only`,
    )
  }

  /** The response that challenges go to. */
  protected getResponse(context: ExecutionContext): HttpResponse {
    return context.switchToHttp().getResponse()
  }

  /** Who gets in: what the method says wins over what its class says. */
  protected getAccess(context: ExecutionContext): Access | undefined {
    return this.reflector.getAllAndOverride(ACCESS, [context.getHandler(), context.getClass()])
  }

  /** What has to be satisfied: the policies of the class and of the method. */
  protected getPolicies(context: ExecutionContext): readonly Policy[] {
    return this.reflector.getAllAndMerge(POLICIES, [context.getClass(), context.getHandler()])
  }
}

async function admitLater(checked: Promise<void>, context: ExecutionContext): Promise<true> {
  await checked
  admit(context)
  return true
}
