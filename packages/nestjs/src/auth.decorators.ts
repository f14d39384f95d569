import { type Policy, scopes } from '@countersign/core'
import { authenticationOf, contextOf, onePolicy } from '@countersign/core/adapter'
import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { access, policy } from './auth.metadata.js'

/**
 * Lets everyone in, unchecked. On a method it wins over its class. Throws a ConfigError, when the
 * class is defined, where it meets a policy on the same class or method.
 */
export const Public = (): ClassDecorator & MethodDecorator => access('public')

/** Lets requests without credentials in too, but never ones with bad credentials. */
export const OptionalAuth = (): ClassDecorator & MethodDecorator => access('optional')

/** Asks for a policy to be satisfied. Every policy of a method, of its class and of bases counts. */
export function Authorize(...required: [policy: Policy]): ClassDecorator & MethodDecorator {
  return policy(onePolicy(required))
}

/** Asks for every one of the scopes: `Authorize(scopes(...names))`. */
export const RequireScopes = (...names: string[]): ClassDecorator & MethodDecorator =>
  Authorize(scopes(...names))

/**
 * The Authentication of the request: `@Auth() auth: AuthenticationOf<typeof verifier>`.
 * `undefined` where credentials are optional and did not come. On a route that the guard does not
 * protect, every request fails with a ConfigError.
 */
export const Auth: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => {
    const request: object = context.switchToHttp().getRequest()
    return authenticationOf(contextOf(request), undefined, { optional: true })
  },
)
