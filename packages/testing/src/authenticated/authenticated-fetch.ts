import { installHook, started } from './hook.js'
import { checkIdentity, type TestIdentity } from './identity.js'
import { refuseProduction } from './refuse-production.js'

/** What answers a Web `Request`: a handler of routes, or the `fetch` of an application. */
export type FetchHandler<R extends Request, Rest extends readonly unknown[]> = (
  request: R,
  ...rest: Rest
) => Response | Promise<Response>

/** An application with such a `fetch`: of Hono, or of a worker. */
export interface FetchApplication<R extends Request, Rest extends readonly unknown[]> {
  fetch(request: R, ...rest: Rest): Response | Promise<Response>
}

/** The handler, with a `Request` or what makes one. What comes behind it is handed on. */
export interface AuthenticatedFetch<R extends Request, Rest extends readonly unknown[]> {
  (request: R, ...rest: Rest): Promise<Response>
  /** A path is one of `https://localhost`. */
  (url: string | URL, init?: RequestInit, ...rest: Rest): Promise<Response>
}

const ORIGIN = 'https://localhost'

/**
 * What {@link authenticated} does, for whatever answers a Web `Request`: an application of Hono, a
 * route handler of Next.js, the `fetch` of a worker.
 *
 * Throws as `authenticated` does.
 */
export function authenticatedFetch<R extends Request, Rest extends readonly unknown[]>(
  app: FetchHandler<R, Rest> | FetchApplication<R, Rest>,
  identity: TestIdentity = {},
): AuthenticatedFetch<R, Rest> {
  refuseProduction('authenticatedFetch()')
  checkIdentity(identity)
  const handle = handlerOf(app)
  const { byObject, running } = installHook()

  async function answer(request: R, rest: Rest): Promise<Response> {
    const start = started(identity, undefined)
    byObject.set(request, start)
    try {
      return await running.run(start, handle, request, ...rest)
    } finally {
      start.isOver = true
    }
  }

  return async function fetchAs(input: R | string | URL, ...given: readonly unknown[]) {
    if (typeof input === 'object' && !(input instanceof URL)) return answer(input, given as never)
    const [init, ...rest] = given as readonly [RequestInit | undefined, ...Rest]
    return answer(new Request(new URL(input, ORIGIN), init) as R, rest)
  }
}

function handlerOf<R extends Request, Rest extends readonly unknown[]>(
  app: FetchHandler<R, Rest> | FetchApplication<R, Rest>,
): FetchHandler<R, Rest> {
  if (typeof app === 'function') return app
  if (typeof app === 'object' && typeof app?.fetch === 'function') {
    return (request, ...rest) => app.fetch(request, ...rest)
  }
  throw new TypeError('authenticatedFetch() takes a function of one Request, or what has a "fetch"')
}
