import type { AuthenticationOf, Verifier } from '@countersign/core'

/** What is used of a Hono context, whatever its environment is typed as. */
export interface HonoContext {
  readonly req: {
    readonly raw: Request
    /** Which of the matched routes is running, or was the last to. */
    readonly routeIndex?: number
    readonly matchedRoutes?: readonly HonoRoute[]
  }
  /** On a server: what the platform hands over beside the request. */
  readonly env: unknown
  readonly finalized: boolean
  res: Response
}

/** What is used of a matched route. */
export interface HonoRoute {
  readonly path: string
  readonly method: string
  readonly handler: object
}

/** A middleware of Hono, of an application or of one route. */
export type HonoMiddleware = (c: HonoContext, next: () => Promise<void>) => Promise<Response | void>

/** For `new Hono<{ Variables: AuthVariables<typeof verifier> }>()`: what `authenticate` sets. */
export interface AuthVariables<V extends Verifier<unknown>> {
  auth: AuthenticationOf<V>
}

/** The same after `authenticate(verifier, { optional: true })`. */
export interface OptionalAuthVariables<V extends Verifier<unknown>> {
  auth: AuthenticationOf<V> | undefined
}

/** What `c` can do, which its type only tells together with its environment. */
export interface Settable {
  set(name: string, value: unknown): void
  header(name: string, value: string): void
}

/**
 * Template of the route, base path included: of the handler that ran, or of the one that a middleware has
 * stood in front of; `undefined` where there is none.
 */
export function routeTemplate({ req }: HonoContext): string | undefined {
  const { matchedRoutes = [], routeIndex = 0 } = req
  return matchedRoutes.slice(routeIndex).find(isHandler)?.path
}

/** `app.use` has no method, and what it takes has a second parameter. */
function isHandler({ method, handler }: HonoRoute): boolean {
  return method !== 'ALL' || (handler as { readonly length: number }).length < 2
}
