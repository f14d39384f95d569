import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import {
  callableOf,
  type FastifyApplication,
  isFastify,
  type Listener,
  type NodeApplication,
} from './application.js'
import { installHook, started, type Starts } from './hook.js'
import { checkIdentity, type TestIdentity } from './identity.js'
import { injectAs } from './inject.js'
import { refuseProduction } from './refuse-production.js'

/**
 * Your application, called by somebody whose token was verified, without tokens, keys or a network.
 *
 * Takes an application of Express, Koa, Nest or Fastify, a server, or any function of `(req, res)`;
 * gives a function of `(req, res)`, for supertest, `http.createServer` or whatever else calls one.
 * Of Fastify it also gives `inject`. The application itself stays as it is: anonymous callers, and
 * those with real tokens, use that.
 *
 * Nothing but who calls is made up. A route without `authenticate` knows nobody, policies are checked,
 * and so are the verifier's `claims` schema, `requiredClaims` and `audience`; what does not keep to
 * them fails the request with a ConfigError that names it. Issuer, audience and clock are the
 * verifier's own, and events are published. NOT checked are the transport, revocation lists, status
 * lists and introspection: for those, take a token of `createTestIdentityProvider()`. A request that
 * carries credentials as well fails, because it has two callers.
 *
 * Throws a TypeError for what is no application, or says nothing about a caller; and an Error where
 * `NODE_ENV` is `production`, where the core refuses every request, too, if this was called before.
 */
export function authenticated<App extends FastifyApplication>(
  app: App,
  identity?: TestIdentity,
): RequestListener & Pick<App, 'inject'>
export function authenticated(app: NodeApplication, identity?: TestIdentity): RequestListener
export function authenticated(app: NodeApplication, identity: TestIdentity = {}): RequestListener {
  refuseProduction('authenticated()')
  checkIdentity(identity)
  const { ready, listener } = callableOf(app)
  const starts = installHook()
  const listenAs = (req: IncomingMessage, res: ServerResponse): void => {
    if (ready) void listenOnceReady(ready, () => run(starts, identity, listener, req, res), res)
    else run(starts, identity, listener, req, res)
  }
  return isFastify(app)
    ? Object.assign(listenAs, { inject: injectAs(app, starts, identity) })
    : listenAs
}

function run(
  { byObject, running }: Starts,
  identity: TestIdentity,
  listener: Listener,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const start = started(identity, req.socket)
  byObject.set(req, start)
  byObject.set(req.rawHeaders, start)
  res.once('close', () => {
    start.isOver = true
  })
  running.run(start, listener, req, res)
}

async function listenOnceReady(
  ready: () => PromiseLike<unknown>,
  listen: () => void,
  res: ServerResponse,
): Promise<void> {
  try {
    await ready()
  } catch (error) {
    // To the test, which would otherwise wait for an answer.
    res.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' })
    res.end(`The application did not start: ${String(error)}`)
    return
  }
  listen()
}
