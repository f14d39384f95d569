import { type Policy, scopes } from '@countersign/core'
import { authenticationOf, onePolicy } from '@countersign/core/adapter'
import { createParamDecorator, type ExecutionContext, Inject } from '@nestjs/common'
import { getVerifierToken } from './auth.constants.js'
import { access, policy, verifierName } from './auth.metadata.js'
import { transportOf } from './transports/transport-of.js'

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
 * Has another verifier asked than that of the AuthModule without a name: the one of
 * `AuthModule.forRoot({ verifier, name })`. What a method says wins over what its class says. It asks
 * for credentials as a policy does. A name that no module has fails the start of the application.
 */
export function UseVerifier(name: string): ClassDecorator & MethodDecorator {
  getVerifierToken(name)
  return verifierName(name)
}

/** Injects the verifier of an AuthModule; without a name, of the one that has none. */
export const InjectVerifier = (name?: string): ParameterDecorator & PropertyDecorator =>
  Inject(getVerifierToken(name))

/**
 * The Authentication of the request: `@Auth() auth: AuthenticationOf<typeof verifier>`.
 * `undefined` where credentials are optional and did not come. On a route that the guard does not
 * protect, every request fails with a ConfigError.
 */
export const Auth: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => {
    const found = transportOf(context).found(context)
    return authenticationOf(found, undefined, { optional: true })
  },
)
