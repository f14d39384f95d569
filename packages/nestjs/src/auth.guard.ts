import type { Policy, Verifier } from '@countersign/core'
import type { AuthContext } from '@countersign/core/adapter'
import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  Optional,
} from '@nestjs/common'
import { ModuleRef, Reflector } from '@nestjs/core'
import { admit } from './admission.js'
import { HandlerRules } from './handler-rules.js'
import { type Access, VERIFIER, WEB_SOCKET_RULES } from './auth.constants.js'
import type { HttpRequest, HttpResponse } from './http.js'
import { NamedVerifiers } from './named-verifiers.js'
import { rpcAuthorization } from './transports/rpc-metadata.js'
import type { Places } from './transports/transport.js'
import { transportOf } from './transports/transport-of.js'
import { unsupportedContext } from './transports/unsupported.js'
import { type WebSocketRules, webSocketRules } from './transports/ws-options.js'

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
  readonly #verifiers: NamedVerifiers
  readonly #places: Places = {
    request: (context) => this.getRequest(context),
    response: (context) => this.getResponse(context),
    rpcAuthorization: (context) => this.getRpcAuthorization(context),
    webSocket: () => this.webSocket,
  }
  // Not in the constructor, which guards that extend this one call.
  @Optional()
  @Inject(WEB_SOCKET_RULES)
  private readonly webSocket: WebSocketRules = webSocketRules()

  constructor(
    @Inject(VERIFIER) verifier: Verifier<unknown>,
    @Inject(Reflector) reflector: Reflector,
    @Optional() @Inject(ModuleRef) modules?: ModuleRef,
  ) {
    this.verifier = verifier
    this.reflector = reflector
    this.#rules = new HandlerRules(reflector)
    this.#verifiers = new NamedVerifiers(modules)
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
        const options = { optional: access === 'optional' }
        const policies = this.getPolicies(context)
        const verifier = this.getVerifier(context)
        const transport = transportOf(context)
        const found = transport.check(verifier, context, options, policies, this.#places)
        if (found instanceof Promise) return admitLater(context, found)
        admit(context, found)
      }
      return true
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** The request to authenticate. Throws a ConfigError where the transport has none. */
  protected getRequest(context: ExecutionContext): HttpRequest {
    const request = transportOf(context).request?.(context, this.webSocket)
    if (request) return request
    throw unsupportedContext(context)
  }

  /** The response that challenges go to; `undefined` where there is none, as on a WebSocket. */
  protected getResponse(context: ExecutionContext): HttpResponse | undefined {
    return transportOf(context).response?.(context)
  }

  /**
   * Of a message of a microservice: what it has for `authorization` in the metadata of its transport,
   * each value, such as `Bearer …`. None: no credentials came; two are refused. Throws a ConfigError where
   * the transport has no metadata, as TCP and Redis: override it there, to say where messages carry
   * their token.
   */
  protected getRpcAuthorization(context: ExecutionContext): readonly unknown[] {
    return rpcAuthorization(context)
  }

  /** The verifier to ask: what the method says wins over what its class says. */
  protected getVerifier(context: ExecutionContext): Verifier<unknown> {
    const name = this.#rules.of(context).verifier
    return name === undefined ? this.verifier : this.#verifiers.named(name)
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
