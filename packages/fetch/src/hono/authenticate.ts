import { setImmediate } from 'node:timers'
import { isAuthError, type Verifier } from '@countersign/core'
import { contextOf, exposedBy, exposedNames } from '@countersign/core/adapter'
import { authenticateArrival, exchangeOf } from '../exchange.js'
import { begin, end, finish } from '../finish.js'
import { checkOptions, type FetchOptions } from '../options.js'
import { type HonoContext, type HonoMiddleware, routeTemplate, type Settable } from './context.js'
import { answerable } from './refusal.js'

/**
 * Middleware that authenticates every request, and sets `c.var.auth` to its Authentication.
 *
 * A refused request throws an AuthError, which Hono answers with its status and challenge. Throws a
 * ConfigError if the verifier or an option is malformed.
 */
export function authenticate<Claims>(
  verifier: Verifier<Claims>,
  options: FetchOptions = {},
): HonoMiddleware {
  checkOptions(verifier, options)
  return async function authenticate(c, next) {
    const { raw: request } = c.req
    const arrival = { request, platform: c.env, carrier: c, route: () => routeTemplate(c) }
    try {
      const { auth } = await authenticateArrival(verifier, arrival, options)
      settable(c).set('auth', auth)
    } catch (error) {
      refuse(c, error)
      throw answerable(error)
    }
    await next()
    if (c.finalized) replace(c, finish(c, c.res))
  }
}

function settable(c: HonoContext): Settable {
  return c as HonoContext & Settable
}

/** Sees to an answer that Hono's error handler makes when this middleware has ended. */
function refuse(c: HonoContext, error: unknown): void {
  if (!isAuthError(error)) return
  const seen = exchangeOf(c)?.seen
  const names = new Set(Object.keys(error.headers).map((name) => name.toLowerCase()))
  if (seen?.headers['origin'] !== undefined) {
    const exposed = exposedNames(seen, exposedBy(c.res.headers), (name) => names.has(name))
    if (exposed !== undefined) settable(c).header('Access-Control-Expose-Headers', exposed)
  }
  begin(c, error.status)
  setImmediate(() => {
    // Something may have got over it, as by asking another verifier.
    if (!contextOf(c)) end(c, c.finalized ? c.res.status : error.status)
  })
}

/** Hono joins the headers of a response with those of the one before, unless there is none. */
function replace(c: HonoContext, response: Response): void {
  if (c.res === response) return
  Object.assign(c, { res: undefined })
  c.res = response
}
