import { ConfigError, type Policy, type Verifier } from '@countersign/core'
import type { AuthContext } from '@countersign/core/adapter'
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { admit } from './admission.js'
import { checkRequest } from './check-request.js'
import { HandlerRules } from './handler-rules.js'
import { type Access, VERIFIER } from './auth.constants.js'
import { type HttpRequest, type HttpResponse, rawResponse } from './http.js'

/**
 * Authenticates the request, and checks every policy of its class and method.
 * To customise it, extend it, override a protected method, and register the result in its place:
 * `{ provide: APP_GUARD, useClass: YourGuard }`, beside an `AuthModule` that is not global.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  protected readonly verifier: Verifier<unknown>
  protected readonly reflector: Reflector
  readonly #rules: HandlerRules

  constructor(
    @Inject(VERIFIER) verifier: Verifier<unknown>,
    @Inject(Reflector) reflector: Reflector,
  ) {
    this.verifier = verifier
    this.reflector = reflector
    this.#rules = new HandlerRules(reflector)
  }

  /**
   * Says `true`, or rejects. Most requests have nothing to wait for, and get no promise: Nest goes on
   * at once then.
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    try {
      const access = this.getAccess(context)
      if (access === 'public') admit(context)
      else {
        const [request, response] = [this.getRequest(context), this.getResponse(context)]
        const exchange = { request, response, rawResponse: rawResponse(response) }
        const options = { optional: access === 'optional' }
        const found = checkRequest(this.verifier, exchange, options, this.getPolicies(context))
        if (found instanceof Promise) return admitLater(context, found)
        admit(context, found)
      }
      return true
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
    return this.#rules.of(context).access
  }

  /** What has to be satisfied: the policies of the class and of the method. */
  protected getPolicies(context: ExecutionContext): readonly Policy[] {
    return this.#rules.of(context).policies
  }
}

async function admitLater(context: ExecutionContext, found: Promise<AuthContext>): Promise<true> {
  admit(context, await found)
  return true
}
