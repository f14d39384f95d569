import {
  type Authentication,
  ConfigError,
  isAuthError,
  type Policy,
  type Verifier,
} from '@countersign/core'
import { onePolicy } from '@countersign/core/adapter'
import { authenticateArrival, authorizeCarrier } from './exchange.js'
import { end, finish } from './finish.js'
import { checkOptions, type FetchOptions } from './options.js'
import { errorResponse } from './responses.js'

/** A Web Request whose `auth` is there, and typed. */
export type AuthenticatedRequest<
  Claims,
  Base extends Request = Request,
  Found = Authentication<Claims>,
> = Base & { readonly auth: Found }

/** Options of {@link withAuth}. */
export interface WithAuthOptions extends FetchOptions {
  /** What the Authentication must satisfy, once it is there. */
  policy?: Policy | undefined
  /** Template of the route, `/orders/[id]`, for `countersign:usage`. Never the path. */
  route?: string | undefined
}

type Handler<Incoming extends Request, Rest extends readonly unknown[]> = (
  request: Incoming,
  ...rest: Rest
) => Response | Promise<Response>

type Wrapped<Base extends Request, Rest extends readonly unknown[]> = (
  request: Base,
  ...rest: Rest
) => Promise<Response>

/**
 * A handler that is called for authenticated requests only, whose `request.auth` is typed from the
 * verifier. Everybody else is answered with the challenge. What the platform hands over beside the
 * request is passed on, and tells of the connection where it can.
 *
 * With `optional: true`, absent credentials pass, and `auth` may be `undefined`. Throws a ConfigError if
 * the verifier or an option is malformed.
 */
export function withAuth<
  Claims,
  Base extends Request = Request,
  Rest extends readonly unknown[] = [],
>(
  verifier: Verifier<Claims>,
  handler: Handler<AuthenticatedRequest<Claims, Base>, Rest>,
  options?: WithAuthOptions & { optional?: false },
): Wrapped<Base, Rest>
export function withAuth<
  Claims,
  Base extends Request = Request,
  Rest extends readonly unknown[] = [],
>(
  verifier: Verifier<Claims>,
  handler: Handler<AuthenticatedRequest<Claims, Base, Authentication<Claims> | undefined>, Rest>,
  options: WithAuthOptions,
): Wrapped<Base, Rest>
export function withAuth<Claims>(
  verifier: Verifier<Claims>,
  handler: Handler<AuthenticatedRequest<Claims>, readonly unknown[]>,
  options: WithAuthOptions = {},
): Wrapped<Request, readonly unknown[]> {
  const { policy, route, ...reading } = options
  checkOptions(verifier, reading)
  if (policy !== undefined) onePolicy([policy])
  if (route !== undefined && typeof route !== 'string') {
    throw new ConfigError('route', 'must be the template of a route')
  }
  return async function withAuth(request, ...rest) {
    const arrival = { request, platform: rest[0], carrier: request, route: () => route }
    const answer = async (): Promise<Response> => {
      const { auth } = await authenticateArrival(verifier, arrival, reading)
      if (policy) await authorizeCarrier(request, policy)
      return handler(Object.assign(request, { auth }) as AuthenticatedRequest<Claims>, ...rest)
    }
    try {
      return finish(request, await answer())
    } catch (error) {
      if (isAuthError(error)) return finish(request, errorResponse(error))
      // What the platform makes of it is not seen.
      end(request, 500)
      throw error
    }
  }
}
